import { describe, expect, it } from 'vitest';
import { checkUrl, isPublicAddress } from '../../../src/http/url-policy.js';

describe('checkUrl', () => {
  it.each([
    'https://127.0.0.1/x',
    'https://127.1/x',
    'https://0x7f.1/x',
    'https://0x7f000001/x',
    'https://2130706433/x',
    'https://0177.0.0.1/x',
    'https://017700000001/x',
    'https://127.0.0.1./x',
    'https://①②⑦.⓪.⓪.①/x',
    'https://127。0。0。1/x',
    'https://%31%32%37.0.0.1/x',
    'https://0/x',
    'https://[::1]/x',
    'https://[0:0:0:0:0:0:0:1]/x',
    'https://[::ffff:127.0.0.1]/x',
    'https://[::ffff:7f00:1]/x',
    'https://[::127.0.0.1]/x',
    'https://[64:ff9b::127.0.0.1]/x',
    'https://[2002:7f00:1::]/x',
    'https://[fe80::1]/x',
    'https://[fd12:3456::1]/x',
    'https://10.0.0.1/x',
    'https://172.16.0.1/x',
    'https://192.168.1.1/x',
    'https://100.64.0.1/x',
    'https://169.254.169.254/latest/meta-data/',
    'https://localhost/x',
    'https://LOCALHOST./x',
    'https://redis/x',
    'https://db.localhost/x',
    'https://printer.local/x',
    'https://metadata.google.internal/x',
    'https://user:pass@files.example.com/x',
    'https://files.example.com@127.0.0.1/x',
    'http://files.example.com/x',
    'http://127.0.0.1:4811/x',
    'ftp://files.example.com/x',
    'file:///etc/passwd',
    'data:text/plain,hello',
    'blob:https://files.example.com/1',
    'javascript:alert(1)',
    'gopher://127.0.0.1:6379/_',
    '//files.example.com/x',
    '/etc/passwd',
    '',
  ])('refuses %s', (url) => {
    expect(() => checkUrl(url, [])).toThrow(expect.objectContaining({ code: 'URL_FORBIDDEN' }));
  });

  it.each([
    'https://storage.googleapis.com/bucket/model.onnx?X-Goog-Signature=abc',
    'https://files.example.com:8443/x',
    'https://8.8.8.8/x',
    'https://[2606:4700::1111]/x',
    'https://internal.example.com/x',
  ])('allows %s', (url) => {
    expect(checkUrl(url, []).href).toBe(url);
  });

  it('allows a private address only under an origin that is trusted', () => {
    const trusted = ['http://127.0.0.1:4811/'];

    expect(checkUrl('http://127.0.0.1:4811/file', trusted).port).toBe('4811');
    expect(() => checkUrl('http://127.0.0.1:4812/file', trusted)).toThrow('does not use https');
    expect(() => checkUrl('https://127.0.0.1:4811/file', trusted)).toThrow('not public');
  });

  it('never repeats the URL, whose query may be a signature', () => {
    const attempt = () => checkUrl('http://files.example.com/x?X-Goog-Signature=canary', []);

    expect(attempt).toThrow(expect.not.stringContaining('canary'));
    expect(attempt).toThrow(expect.objectContaining({ message: expect.not.stringContaining('canary') }));
  });
});

describe('isPublicAddress', () => {
  it.each([
    '198.18.0.1',
    '192.0.2.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    'fec0::1',
    'ff02::1',
    '2001:db8::1',
    'x',
    '',
  ])('is false for %s', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});
