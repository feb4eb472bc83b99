import type { Project } from '../core/types.js';

/** A project as it is written down; the catalog adds its owner and start. */
export type ProjectSketch = Omit<Project, 'owner' | 'startedMs'>;

const sketch = (
  slug: string,
  title: string,
  task: Project['task'],
  [architecture, description, classes = '']: readonly [string, string, string?],
): ProjectSketch => ({
  slug,
  title,
  task,
  architecture,
  description,
  classes: classes === '' ? [] : classes.split(', '),
});

/** The team's own projects, in the order in which every provider uses them. */
export const PROJECT_SKETCHES: readonly ProjectSketch[] = [
  sketch('dock-door-detector', 'Dock Door Detector', 'OBJECT_DETECTION', [
    'yolox-s',
    'Finds open, closed and blocked dock doors in yard cameras.',
    'open, closed, blocked',
  ]),
  sketch('leaf-segmenter', 'Leaf Segmenter', 'SEMANTIC_SEGMENTATION', [
    'segformer-b0',
    'Separates leaves from soil and pots for growth measurement.',
    'leaf, soil, pot',
  ]),
  sketch('weld-inspection', '溶接検査 / Weld Inspection', 'INSTANCE_SEGMENTATION', [
    'rf-detr-seg-small',
    'Outlines pores, cracks and undercut on weld seams.',
    'pore, crack, undercut, spatter',
  ]),
  sketch('schilder-erkennung', 'Schilder-Erkennung Süd', 'OBJECT_DETECTION', [
    'rf-detr-nano',
    'Reads road signs on the southern test track.',
    'Tempolimit, Überholverbot, Vorfahrt, Baustelle',
  ]),
  sketch('receipt-reader', 'Receipt Reader 🧾', 'OCR', [
    'pp-ocrv4',
    'Finds and reads the lines of till receipts.',
  ]),
  sketch('wake-gate', 'Wake Gate', 'OTHER', [
    'silero-vad',
    'Tells speech from noise before the voice assistant wakes up.',
    'speech, noise',
  ]),
  sketch('defect-vlm', 'Defect VLM', 'TEXT_GENERATION', [
    'qwen2.5-vl-7b',
    'Describes a defect photo in the words of the quality manual.',
  ]),
  sketch('operator-pose', 'Operator Pose', 'KEYPOINT_DETECTION', [
    'rtmpose-m',
    'Watches lifting posture at packing stations.',
    'shoulder, elbow, wrist, hip, knee',
  ]),
  sketch('face-blur', 'Face Blur (GDPR)', 'OBJECT_DETECTION', [
    'blazeface',
    'Finds faces so that recordings can be made anonymous.',
    'face',
  ]),
  sketch('meeting-background', 'Meeting Background', 'SEMANTIC_SEGMENTATION', [
    'selfie-segmentation',
    'Cuts people out of their background in video calls.',
    'person, background',
  ]),
  sketch('pallet-counter', 'Pallet Counter v2', 'OBJECT_DETECTION', [
    'yolox-m',
    'Counts pallets and half pallets in racking.',
    'pallet, half pallet, empty slot',
  ]),
  sketch('fruit-grading', 'Obst / Fruit Grading', 'CLASSIFICATION', [
    'efficientnet-b2',
    'Sorts apples by grade.',
    'Klasse I, Klasse II, Industrie',
  ]),
  sketch('manual-qa', '取扱説明書 Q&A', 'TEXT_GENERATION', [
    'llama-3.1-8b',
    'Answers questions about Japanese machine manuals.',
  ]),
  sketch('ticket-embedder', 'Ticket Embedder', 'EMBEDDING', [
    'bge-m3',
    'Groups support tickets that mean the same.',
  ]),
  sketch('helmet-check', 'Helmet Check', 'OBJECT_DETECTION', [
    'rf-detr-small',
    'Checks for helmets and vests at the gate.',
    'helmet, no helmet, vest, no vest',
  ]),
  sketch('solar-panel-cracks', 'Solar Panel Cracks ☀️', 'SEMANTIC_SEGMENTATION', [
    'deeplabv3-r50',
    'Finds micro-cracks in electroluminescence pictures.',
    'crack, finger failure, dark cell',
  ]),
  sketch('label-orientation', 'Label Orientation', 'CLASSIFICATION', [
    'pp-lcnet',
    'Tells whether a label is upside down.',
    '0°, 180°',
  ]),
  sketch('bird-strike', 'Bird Strike Watch', 'OBJECT_DETECTION', [
    'yolox-l',
    'Warns of birds near wind turbines.',
    'gull, eagle, stork, other bird',
  ]),
  sketch('invoice-vlm', 'Invoice VLM', 'TEXT_GENERATION', [
    'paligemma-3b',
    'Turns scanned invoices into JSON.',
  ]),
  sketch('cell-counter', 'Zellzähler', 'INSTANCE_SEGMENTATION', [
    'mask-rcnn-r50',
    'Counts living and dead cells under the microscope.',
    'lebend, tot, unklar',
  ]),
  sketch('kitchen-safety', 'Kitchen Safety / Line 4', 'OBJECT_DETECTION', [
    'rf-detr-nano',
    'Sees gloves, knives and bare hands on line 4.',
    'glove, knife, bare hand',
  ]),
  sketch('tyre-wear', 'Tyre Wear', 'CLASSIFICATION', [
    'convnext-tiny',
    'Estimates tread wear from one photo.',
    'new, good, worn, unsafe',
  ]),
  sketch('rice-paddy', '水田モニター', 'SEMANTIC_SEGMENTATION', [
    'segformer-b2',
    'Maps water, rice and weeds from drone pictures.',
    '水, 稲, 雑草',
  ]),
  sketch('shelf-gaps', 'Shelf Gaps', 'OBJECT_DETECTION', [
    'yolox-s',
    'Finds empty facings on supermarket shelves.',
    'gap, wrong product',
  ]),
  sketch('hand-gestures', 'Hand Gestures ✋', 'KEYPOINT_DETECTION', [
    'mediapipe-hands',
    'Tracks hands for touch-free control.',
    'wrist, thumb tip, index tip',
  ]),
  sketch('code-helper', 'Code Helper', 'TEXT_GENERATION', [
    'qwen2.5-coder-7b',
    'Completes robot programs in the team’s own dialect.',
  ]),
  sketch('plate-reader', 'Kennzeichen-Leser', 'OCR', [
    'crnn-mobilenet',
    'Reads number plates at the yard gate; stores none.',
  ]),
  sketch('coral-survey', 'Coral Survey', 'INSTANCE_SEGMENTATION', [
    'rf-detr-seg-medium',
    'Outlines coral colonies on reef transects.',
    'acropora, porites, bleached, dead',
  ]),
  sketch('smoke-alarm', 'Smoke Alarm Camera', 'CLASSIFICATION', [
    'mobilenet-v3',
    'Tells smoke from steam and fog.',
    'smoke, steam, fog, clear',
  ]),
  sketch('part-search', 'Part Search', 'EMBEDDING', [
    'siglip-base',
    'Finds a spare part from a photo of it.',
  ]),
  sketch('cable-routing', 'Kabelführung prüfen', 'INSTANCE_SEGMENTATION', [
    'yolact-edge',
    'Checks how cables run inside switch cabinets.',
    'Kabel, Klemme, Kanal',
  ]),
  sketch('parcel-dimensions', 'Parcel Dimensions 📦', 'KEYPOINT_DETECTION', [
    'hrnet-w32',
    'Finds the eight corners of a parcel.',
    'corner',
  ]),
  sketch('noise-map', 'Noise Map', 'OTHER', [
    'yamnet',
    'Classifies machine sounds by bearing state.',
    'healthy, worn, loose',
  ]),
  sketch('bottle-caps', 'Bottle Caps', 'OBJECT_DETECTION', [
    'rf-detr-nano',
    'Finds missing and tilted caps at 60,000 bottles an hour.',
    'ok, missing, tilted',
  ]),
  sketch('shift-summary', 'Shift Summary', 'TEXT_GENERATION', [
    'phi-3.5-mini',
    'Writes the shift report from machine logs.',
  ]),
  sketch('road-surface', 'Straßenzustand', 'SEMANTIC_SEGMENTATION', [
    'ddrnet-23',
    'Maps dry, wet, icy and broken road.',
    'trocken, nass, Eis, Schlagloch',
  ]),
];
