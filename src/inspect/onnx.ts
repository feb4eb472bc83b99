import type { JsonValue } from '../domain/common.js';
import type { InspectionRecord } from '../domain/inspection.js';
import { CollectedTensors } from './collected-tensors.js';
import type { HeaderReader } from './header-reader.js';
import { GatewayError } from '../errors/gateway-error.js';
import { invalidFile } from './invalid-file.js';
import { readGraph, type OnnxGraph } from './onnx-graph.js';
import { fieldsOf, textOf, type MessageRange } from './protobuf.js';

/** Field numbers of `ModelProto`; https://github.com/onnx/onnx/blob/main/onnx/onnx.proto. */
const GRAPH = 7;
const OPSETS = 8;
const PROPERTIES = 14;
/** Plain fields by number: what they are called in the metadata. */
const NUMBERS: Readonly<Record<number, string>> = { 1: 'irVersion', 5: 'modelVersion' };
const TEXTS: Readonly<Record<number, string>> = {
  2: 'producerName',
  3: 'producerVersion',
  4: 'domain',
  6: 'description',
};
const MAX_TEXT_BYTES = 4_096;
const MAX_METADATA = 200;
/** Whether a file that begins so may be ONNX: protobuf whose first field is the version of the format, a small number. */
export function isOnnx(start: Buffer): boolean {
  return start[0] === 0x08 && start.length > 2 && (start[1] ?? 0) > 0 && (start[1] ?? 0) < 0x40;
}

/**
 * Walks through an ONNX model without reading its weights. Tensors are the initializers and constants of the graph and of its
 * subgraphs. Weights in other files are listed, too: their names, types and shapes are here.
 */
export async function inspectOnnx(reader: HeaderReader): Promise<InspectionRecord> {
  if (reader.sizeBytes === null) throw unknownSize();
  const tensors = new CollectedTensors();
  const metadata: [string, JsonValue][] = [];
  const opsets: [string, number][] = [];
  let graph: OnnxGraph | null = null;
  for await (const field of fieldsOf(reader, { start: 0, end: reader.sizeBytes })) {
    const { number, value, range } = field;
    const numberName = NUMBERS[number];
    const textName = TEXTS[number];
    if (number === GRAPH) graph = await readGraph(reader, range, tensors);
    else if (number === OPSETS) opsets.push(await readOpset(reader, range));
    else if (metadata.length === MAX_METADATA) continue;
    else if (number === PROPERTIES) metadata.push(await readProperty(reader, range));
    else if (numberName !== undefined) metadata.push([numberName, value]);
    else if (textName !== undefined) metadata.push([textName, await textOf(reader, field, MAX_TEXT_BYTES)]);
  }
  if (graph === null) throw invalidFile('it is damaged or not ONNX');
  const stored = graph.initializers;
  return {
    format: 'ONNX',
    member: null,
    tensors: tensors.listed,
    tensorCount: tensors.count,
    parameterCount: tensors.parameters,
    // Old versions list the weights among the inputs.
    inputs: graph.inputs.filter(({ name }) => !stored.has(name)),
    outputs: graph.outputs,
    metadata: Object.fromEntries([
      ...metadata,
      ['graphName', graph.name],
      ['opsets', Object.fromEntries(opsets)],
    ]),
  };
}

/** Domain (empty: the standard operators) and version. */
async function readOpset(reader: HeaderReader, range: MessageRange): Promise<[string, number]> {
  let domain = '';
  let version = 0;
  for await (const field of fieldsOf(reader, range)) {
    if (field.number === 1) domain = await textOf(reader, field, MAX_TEXT_BYTES);
    if (field.number === 2) version = field.value ?? 0;
  }
  return [domain === '' ? 'ai.onnx' : domain, version];
}

async function readProperty(reader: HeaderReader, range: MessageRange): Promise<[string, JsonValue]> {
  let key = '';
  let value = '';
  for await (const field of fieldsOf(reader, range)) {
    if (field.number === 1) key = await textOf(reader, field, MAX_TEXT_BYTES);
    if (field.number === 2) value = await textOf(reader, field, MAX_TEXT_BYTES);
  }
  return [key, value];
}

function unknownSize(): GatewayError {
  return new GatewayError(
    'UNSUPPORTED',
    'The download host does not tell how long the file is. Download it and inspect the file.',
  );
}
