import type { JsonObject } from './common.js';

/** Formats whose headers can be read. */
export type InspectedFormat = 'SAFETENSORS' | 'ONNX' | 'GGUF';

/** One stored tensor. */
export interface TensorRecord {
  readonly name: string;
  /** As the format calls it: `F32`, `FLOAT16`, `Q4_K`. */
  readonly dtype: string;
  /** In the order in which the file lists the dimensions; empty for a scalar. */
  readonly shape: readonly number[];
}

/** What a model takes or gives. */
export interface ModelValueRecord {
  readonly name: string;
  /** Null for what is not a tensor, and where the file does not say. */
  readonly dtype: string | null;
  /** A number, the name of a dimension, or `?`. Null where the file does not say how many dimensions there are. */
  readonly shape: readonly string[] | null;
}

/** What the header of a model file says. */
export interface InspectionRecord {
  readonly format: InspectedFormat;
  /** Path of the file inside an archive; null where the object itself is the file. */
  readonly member: string | null;
  /** The first of them; `tensorCount` says how many there are. */
  readonly tensors: readonly TensorRecord[];
  readonly tensorCount: number;
  /** Elements of all tensors. */
  readonly parameterCount: number;
  /** Empty where the format has none. */
  readonly inputs: readonly ModelValueRecord[];
  readonly outputs: readonly ModelValueRecord[];
  /** What else the header says; long texts and lists are cut. */
  readonly metadata: JsonObject;
}
