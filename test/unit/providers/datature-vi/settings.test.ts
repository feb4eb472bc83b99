import { describe, expect, it } from 'vitest';
import { Secret } from '../../../../src/config/secret.js';
import { datatureVi } from '../../../../src/providers/datature-vi/index.js';

const required = { organizationId: 'org-1', secretKey: new Secret('dtvi_x') };

describe('the settings', () => {
  it('need the organization and the key only', () => {
    expect(datatureVi.settings.parse(required)).toEqual({
      ...required,
      baseUrl: 'https://api.vi.datature.com',
      storageOrigins: [],
    });
  });

  it('reduce storage addresses to origins', () => {
    const settings = { ...required, storageOrigins: ['http://127.0.0.1:4811/bucket/'] };

    expect(datatureVi.settings.parse(settings).storageOrigins).toEqual(['http://127.0.0.1:4811']);
  });

  it.each([
    ['a missing organization', { secretKey: required.secretKey }],
    ['an organization that cannot stand in a header', { ...required, organizationId: 'a\r\nX-Evil: 1' }],
    ['a key in plain text', { ...required, secretKey: 'dtvi_x' }],
    ['a base URL of another kind', { ...required, baseUrl: 'ftp://api.vi.datature.com' }],
    ['a name that does not exist', { ...required, organisationId: 'org-1' }],
  ])('refuse %s', (_name, settings) => {
    expect(datatureVi.settings.safeParse(settings).success).toBe(false);
  });
});
