import { describe, expect, it } from 'vitest';
import { attachmentDisposition, toFileLabel } from '../../../src/artifacts/file-name.js';

describe('toFileLabel', () => {
  it.each([
    ['model.onnx', 'model.onnx'],
    ['best model (v2).safetensors', 'best model (v2).safetensors'],
    ['../../etc/passwd', 'passwd'],
    [String.raw`C:\models\a.onnx`, 'a.onnx'],
    ['.hidden', 'hidden'],
    ['trailing. ', 'trailing'],
    ['a\u0000b\r\nc', 'a_b__c'],
    ['evil\u202Excod.onnx', 'evil_xcod.onnx'],
    ['what?*:|<>"%.pt', 'what________.pt'],
    ['', 'file'],
    ['..', 'file'],
    ['dir/', 'file'],
    ['猫.onnx', '猫.onnx'],
  ])('makes %j harmless', (name, label) => {
    expect(toFileLabel(name)).toBe(label);
  });

  it('shortens a long name and keeps its extension', () => {
    const label = toFileLabel(`${'猫'.repeat(400)}.safetensors`);

    expect(Array.from(label)).toHaveLength(150);
    expect(label.endsWith('猫.safetensors')).toBe(true);
  });
});

describe('attachmentDisposition', () => {
  it.each([
    ['model.onnx', 'attachment; filename="model.onnx"'],
    ['a "b".onnx', 'attachment; filename="a _b_.onnx"'],
    // RFC 8187 §3.2.2: the pound sign and the euro sign.
    [
      '£ and € rates',
      `attachment; filename="_ and _ rates"; filename*=UTF-8''%C2%A3%20and%20%E2%82%AC%20rates`,
    ],
    ["é(1)'.pt", `attachment; filename="_(1)'.pt"; filename*=UTF-8''%C3%A9%281%29%27.pt`],
  ])('names %j as RFC 6266 wants it', (name, value) => {
    expect(attachmentDisposition(name)).toBe(value);
  });
});
