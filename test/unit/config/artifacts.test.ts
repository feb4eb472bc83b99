import { describe, expect, it } from 'vitest';
import { load, problemsOf } from '../../helpers/configuration.js';

const PROVIDERS = 'providers: [{ name: local, type: pieces-os }]\n';
const KEYS = 'accessKeyId: { env: S3_KEY }, secretAccessKey: { env: S3_SECRET }';
const ENVIRONMENT = { S3_KEY: 'canary-key', S3_SECRET: 'canary-secret' };
const withStore = (section: string) => load(ENVIRONMENT, `${PROVIDERS}artifacts: { ${section} }\n`);

describe('the place of artifacts', () => {
  it('is in the data directory where the file says nothing', () => {
    const config = load({}, PROVIDERS);

    expect(config.artifacts).toEqual({ kind: 'folder', directory: `${config.dataDirectory}/artifacts` });
  });

  it('is a folder as the file names it, from the folder of the file', () => {
    expect(withStore('directory: /mnt/models').artifacts).toEqual({
      kind: 'folder',
      directory: '/mnt/models',
    });
  });

  it('is a bucket, whose credentials are kept closed and out of logs', () => {
    const config = withStore(`kind: s3, bucket: models, endpoint: 'http://10.0.0.5:9000', ${KEYS}`);

    expect(config.artifacts).toMatchObject({ kind: 's3', bucket: 'models', prefix: 'modelgate/' });
    expect(JSON.stringify(config.artifacts)).not.toContain('canary');
    expect(config.secrets.map((secret) => secret.open())).toEqual(['canary-key', 'canary-secret']);
  });

  it.each([
    ['kind: s3', 'bucket with kind: s3'],
    ['kind: s3, bucket: b, directory: /mnt', 'no directory with kind: s3'],
    ['kind: s3, bucket: b, accessKeyId: { env: S3_KEY }', 'both accessKeyId and secretAccessKey, or neither'],
    ['bucket: b', 'bucket only with kind: s3'],
  ])('is refused as { %s }', (section, expected) => {
    const { problems } = problemsOf(() => withStore(section));

    expect(problems).toMatchObject([{ where: 'artifacts', expected }]);
  });

  it('has a prefix that ends with a slash', () => {
    const { problems } = problemsOf(() => withStore('kind: s3, bucket: b, prefix: models'));

    expect(problems).toMatchObject([{ where: 'artifacts.prefix' }]);
  });
});
