import { describe, expect, it } from 'vitest';
import { roleOf } from '../../../src/artifacts/roles.js';

describe('roleOf', () => {
  it.each([
    // Datature Vi contract §10, as the SDK wants it.
    ['model_full/model-00001-of-00002.safetensors', 'WEIGHTS'],
    ['model_full/run.json', 'CONFIG'],
    ['model_adapter/adapter_model.safetensors', 'ADAPTER'],
    ['model_adapter/adapter_config.json', 'ADAPTER'],
    // §10, as the documentation draws it.
    ['model_full/config.json', 'CONFIG'],
    ['adapter/adapter_model.safetensors', 'ADAPTER'],
    ['adapter/adapter_config.json', 'ADAPTER'],
    ['adapter/README.md', 'OTHER'],
    ['run_config.json', 'CONFIG'],
    // Below a folder of the run's own.
    ['run-1/model_adapter/adapter_model.safetensors', 'ADAPTER'],
    // Single files.
    ['model.ONNX', 'WEIGHTS'],
    ['model.pth', 'WEIGHTS'],
    ['model.tflite', 'WEIGHTS'],
    ['LICENSE.md', 'OTHER'],
    ['onnx', 'OTHER'],
    ['adapter', 'OTHER'],
  ])('takes %s for %s', (path, role) => {
    expect(roleOf(path)).toBe(role);
  });
});
