import type { ModelValueRecord, TensorRecord } from '../domain/inspection.js';
import type { CollectedTensors } from './collected-tensors.js';
import type { HeaderReader } from './header-reader.js';
import { invalidFile } from './invalid-file.js';
import { fieldsOf, numbersOf, textOf, type Field, type MessageRange } from './protobuf.js';

/** Field numbers of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto. */
const GRAPH = { nodes: 1, name: 2, initializers: 5, inputs: 11, outputs: 12 };
const NODE = { outputs: 2, attributes: 5 };
const ATTRIBUTE = { tensor: 5, graph: 6, tensors: 10, graphs: 11 };
const TENSOR = { dimensions: 1, type: 2, name: 8 };

/** `TensorProto.DataType`, each in its number's place. */
const DATA_TYPES = (
  'UNDEFINED FLOAT UINT8 INT8 UINT16 INT16 INT32 INT64 STRING BOOL FLOAT16 DOUBLE UINT32 UINT64 COMPLEX64 COMPLEX128 ' +
  'BFLOAT16 FLOAT8E4M3FN FLOAT8E4M3FNUZ FLOAT8E5M2 FLOAT8E5M2FNUZ UINT4 INT4 FLOAT4E2M1'
).split(' ');

const MAX_NAME_BYTES = 1_024;
/** Subgraphs inside of subgraphs: branches and loops. */
const MAX_DEPTH = 16;
const MAX_VALUES = 1_000;
const MAX_DIMENSIONS = 64;

/** What a graph says of itself; its tensors are collected elsewhere. */
export interface OnnxGraph {
  readonly name: string;
  readonly inputs: readonly ModelValueRecord[];
  readonly outputs: readonly ModelValueRecord[];
  /** Names of the initializers. */
  readonly initializers: ReadonlySet<string>;
}

/** Walks through a graph and its subgraphs, and adds their tensors to `tensors`. */
export async function readGraph(
  reader: HeaderReader,
  range: MessageRange,
  tensors: CollectedTensors,
  depth = 0,
): Promise<OnnxGraph> {
  if (depth > MAX_DEPTH) throw invalidFile('its graphs are nested too deeply');
  const inputs: ModelValueRecord[] = [];
  const outputs: ModelValueRecord[] = [];
  const initializers = new Set<string>();
  let name = '';
  for await (const field of fieldsOf(reader, range)) {
    if (field.number === GRAPH.nodes) await readNode(reader, field.range, tensors, depth);
    else if (field.number === GRAPH.name) name = await textOf(reader, field, MAX_NAME_BYTES);
    else if (field.number === GRAPH.initializers) {
      const tensor = await readTensor(reader, field.range);
      tensors.add(tensor);
      initializers.add(tensor.name);
    } else if (field.number === GRAPH.inputs) await addValue(reader, field.range, inputs);
    else if (field.number === GRAPH.outputs) await addValue(reader, field.range, outputs);
  }
  return { name, inputs, outputs, initializers };
}

/** A node's attributes may hold tensors, which are called as what the node gives, and graphs. */
async function readNode(
  reader: HeaderReader,
  range: MessageRange,
  tensors: CollectedTensors,
  depth: number,
): Promise<void> {
  let output: string | null = null;
  for await (const field of fieldsOf(reader, range)) {
    if (field.number === NODE.outputs) output ??= await textOf(reader, field, MAX_NAME_BYTES);
    if (field.number !== NODE.attributes) continue;
    for await (const part of fieldsOf(reader, field.range)) {
      if (part.number === ATTRIBUTE.graph || part.number === ATTRIBUTE.graphs) {
        await readGraph(reader, part.range, tensors, depth + 1);
      } else if (part.number === ATTRIBUTE.tensor || part.number === ATTRIBUTE.tensors) {
        const tensor = await readTensor(reader, part.range);
        tensors.add({ ...tensor, name: tensor.name === '' ? (output ?? '') : tensor.name });
      }
    }
  }
}

async function readTensor(reader: HeaderReader, range: MessageRange): Promise<TensorRecord> {
  const shape: number[] = [];
  let dtype = dataType(0);
  let name = '';
  for await (const field of fieldsOf(reader, range)) {
    if (field.number === TENSOR.dimensions) shape.push(...(await numbersOf(reader, field, MAX_DIMENSIONS)));
    if (field.number === TENSOR.type) dtype = dataType(field.value);
    if (field.number === TENSOR.name) name = await textOf(reader, field, MAX_NAME_BYTES);
    if (shape.length > MAX_DIMENSIONS) throw invalidFile('it has a tensor with too many dimensions');
  }
  return { name, dtype, shape };
}

/** `ValueInfoProto`: name and type. */
async function addValue(
  reader: HeaderReader,
  range: MessageRange,
  values: ModelValueRecord[],
): Promise<void> {
  if (values.length === MAX_VALUES) return;
  let name = '';
  let type: Pick<ModelValueRecord, 'dtype' | 'shape'> = { dtype: null, shape: null };
  for await (const field of fieldsOf(reader, range)) {
    if (field.number === 1) name = await textOf(reader, field, MAX_NAME_BYTES);
    if (field.number === 2) type = await readType(reader, field.range);
  }
  values.push({ name, ...type });
}

/** `TypeProto`: only tensors (field 1) have a data type and a shape. */
async function readType(
  reader: HeaderReader,
  range: MessageRange,
): Promise<Pick<ModelValueRecord, 'dtype' | 'shape'>> {
  let dtype: string | null = null;
  let shape: string[] | null = null;
  for await (const kind of fieldsOf(reader, range)) {
    if (kind.number !== 1) continue;
    for await (const field of fieldsOf(reader, kind.range)) {
      if (field.number === 1) dtype = dataType(field.value);
      if (field.number === 2) shape = await readShape(reader, field.range);
    }
  }
  return { dtype, shape };
}

/** `TensorShapeProto`: each dimension is a number, a name, or not known. */
async function readShape(reader: HeaderReader, range: MessageRange): Promise<string[]> {
  const shape: string[] = [];
  for await (const dimension of fieldsOf(reader, range)) {
    if (dimension.number !== 1) continue;
    if (shape.length === MAX_DIMENSIONS) throw invalidFile('it has a value with too many dimensions');
    let text = '';
    for await (const field of fieldsOf(reader, dimension.range))
      text = await dimensionText(reader, field, text);
    shape.push(text === '' ? '?' : text);
  }
  return shape;
}

async function dimensionText(reader: HeaderReader, field: Field, before: string): Promise<string> {
  if (field.number === 1 && field.value !== null) return String(field.value);
  return field.number === 2 ? textOf(reader, field, MAX_NAME_BYTES) : before;
}

function dataType(number: number | null): string {
  return DATA_TYPES[number ?? 0] ?? `TYPE_${number}`;
}
