import { gzipSync } from 'node:zlib';
import { tarOf } from './tar.js';

/** What every packed fixture holds. The weights need more than one block of bzip2 at its lowest level. */
export const PACKED_FILES: Readonly<Record<string, string>> = {
  'model_full/model.safetensors': 'weights'.repeat(40_000),
  'model_full/run.json': '{}',
  'empty.txt': '',
};

/** A tar of {@link PACKED_FILES} as `bzip2 -1`, `xz -9` and `zstd -19` pack it. */
const BZIP2 =
  'QlpoMTFBWSZTWdpmXiIAb6ffkFCAQAH1hAQAAADn556ABAAgAIQSJJlHpGT1AaaPSAb1VTTIYjQyAeoeopdzkA7sJSBonVrhLfqR' +
  'RpNizYoXJ1thGMUnFR2nErYTMXntsfRCSEkhaEtfOlxCSAikQQIoQQI36q04a/ssvyp7yrhYkECNt9YggRyrakECP3X+YoKyTKaz' +
  '1ZMMAgGGjAMABcAZAEAAoQwAmqgaYSgTpKBOEoE4SgTCUCeJQJhKBPmKCskymsy4PkLIBOfq/IaMAgAPvCAAEAQHP773UCIAAEGA' +
  'BSBIpqnqYgNAxADQACKohoPU0aAAyGRso0MaNGgGTIaMRpoGmFB15XwU/gfyVAkoO4wJJKYKo01yNAwzQzJ7vpKhgmMBMsGLGW3T' +
  'ILJDZbsjOVk7mTVQSmY4HuKiogpZy73KKiClqiogp6UVEFLITx5zwxX+Zri2q+gnEVEFJZSKiogpTKV8igRUQUwzmGHYD+LuSKcK' +
  'EgVht5og';
const XZ =
  '/Td6WFoAAATm1rRGAgAhARwAAAAQz1jM5FH/APhdADabyLBXGZRWQuS1gGuYoLsfxDHy987v+L5mnih8lmLP1AIZ6asdv/yO5vqK' +
  'ZrSw2owIZDTwHBhhswraCDSiYIIJ2dJwihqZAdUFA4piihcMYXex4ImpDZ0K3Quy4K64GomdepRTA+4T6T+w0pca8wJp5IxJoFxq' +
  'BNkQ+MvcHNiI8bvADRckQZCBwIbT2cJMmIVGdJhJsZJmUtFCQthLic5fc0GMrw8NFJmKVSGk0XSyh35xRnEIIlHFMzP/Agt4Xhx3' +
  'CElb7CvpZmdwOg/bUShGt3vNlmEhAYf7k2b5IYUrlprfi0vC0Gm9vx9TzLk0ombHukBYZO9MAICuROZAWDjyAAGUAoCkEQB/s5Nf' +
  'scRn+wIAAAAABFla';
const ZSTD =
  'KLUv/QRo5AIAsgMNEbA9EA8VgXbXH4ZNJIsao3ApP9lqXnklmk93mNKDDWkevKC7MPO+jA99ukIfhHNUHecpvg0A9v0quZEcBeCf' +
  'Qd8gGXjTOxSgLyDe4sIEdEUGIBzkom+heAFEAAAAAQD9/8oLEF0CABQCAHJ1bi5qc29uADIyNzc2e30AZW1wdHkudHh0ADAxMDUy' +
  'DiBAt289A/0rMFYl7w4OkEIa0kcdY6pEvyKuBLByA0gYA5eu99hLEGIlpyA=';

/** The same archive in each form that can be unpacked. */
export async function packedArchives(): Promise<readonly (readonly [form: string, archive: Buffer])[]> {
  const tar = await tarOf(PACKED_FILES);
  return [
    ['tar', tar],
    ['gzip', gzipSync(tar)],
    ['bzip2', Buffer.from(BZIP2, 'base64')],
    ['xz', Buffer.from(XZ, 'base64')],
    ['zstd', Buffer.from(ZSTD, 'base64')],
  ];
}

/** Bytes as a stream in pieces of this size. */
export async function* inPieces(bytes: Uint8Array, pieceBytes: number): AsyncGenerator<Uint8Array, void> {
  for (let start = 0; start < bytes.length; start += pieceBytes) {
    yield bytes.subarray(start, start + pieceBytes);
  }
}
