import { describe, expect, test } from 'vitest';
import { guardedLookup, isOpenAddress, webhookUrl } from './guard.ts';

const production = { ownMachine: false };
const demonstration = { ownMachine: true };
const codeOf = (typed: string, openness = production): string => {
  const outcome = webhookUrl(typed, openness);
  return outcome.ok ? 'ok' : outcome.refusal.code;
};

describe('SSRF: webhooks reach the open internet alone', () => {
  test.each([
    ['https://127.0.0.1/', 'developers.url-inside'],
    ['https://localhost/', 'developers.url-inside'],
    ['https://sub.localhost/', 'developers.url-inside'],
    ['https://10.1.2.3/', 'developers.url-inside'],
    ['https://172.16.0.1/', 'developers.url-inside'],
    ['https://172.31.255.255/', 'developers.url-inside'],
    ['https://192.168.1.1/', 'developers.url-inside'],
    ['https://169.254.169.254/latest/meta-data', 'developers.url-inside'],
    ['https://100.64.0.1/', 'developers.url-inside'],
    ['https://0.0.0.0/', 'developers.url-inside'],
    ['https://224.0.0.1/', 'developers.url-inside'],
    ['https://255.255.255.255/', 'developers.url-inside'],
    // The same address in other words: URLs know decimal, octal and hexadecimal ones.
    ['https://2130706433/', 'developers.url-inside'],
    ['https://0x7f.1/', 'developers.url-inside'],
    ['https://0177.0.0.1/', 'developers.url-inside'],
    ['https://[::1]/', 'developers.url-inside'],
    ['https://[::]/', 'developers.url-inside'],
    ['https://[::ffff:10.0.0.1]/', 'developers.url-inside'],
    ['https://[::ffff:8.8.8.8]/', 'developers.url-inside'],
    ['https://[fd00::1]/', 'developers.url-inside'],
    ['https://[fe80::1]/', 'developers.url-inside'],
    ['https://[ff02::1]/', 'developers.url-inside'],
    ['https://[64:ff9b::a00:1]/', 'developers.url-inside'],
    ['https://[2002:a00:1::]/', 'developers.url-inside'],
    ['https://[2001:db8::1]/', 'developers.url-inside'],
    ['https://printer.local/', 'developers.url-inside'],
    ['http://example.org/', 'developers.url-not-https'],
    ['ftp://example.org/', 'developers.url-not-https'],
    ['https://name:secret@example.org/', 'developers.url-strange'],
    ['https://', 'developers.url-strange'],
    ['not an address', 'developers.url-strange'],
    ['https://example.org:25/', 'developers.url-port'],
    ['https://example.org:22/', 'developers.url-port'],
    ['https://example.org/hook', 'ok'],
    ['https://example.org:8443/hook', 'ok'],
    ['https://8.8.8.8/hook', 'ok'],
    ['https://[2606:4700::1111]/hook', 'ok'],
  ])('%s: %s', (typed, code) => expect(codeOf(typed)).toBe(code));

  test('a demonstration reaches its own machine, over http too, and no other private network', () => {
    expect(codeOf('http://localhost:9000/hook', demonstration)).toBe('ok');
    expect(codeOf('http://127.0.0.1:9000/hook', demonstration)).toBe('ok');
    expect(codeOf('http://[::1]:9000/hook', demonstration)).toBe('ok');
    expect(codeOf('http://192.168.1.1:9000/hook', demonstration)).toBe('developers.url-not-https');
    expect(codeOf('https://192.168.1.1/hook', demonstration)).toBe('developers.url-inside');
    expect(codeOf('http://example.org/hook', demonstration)).toBe('developers.url-not-https');
    expect(codeOf('http://localhost:25/hook', demonstration)).toBe('developers.url-port');
  });

  test('a name is judged by what it resolves to when it is connected, and one closed address closes it', async () => {
    const resolved = (addresses: readonly string[]) =>
      new Promise<string>((resolve) => {
        const lookup = guardedLookup(production, (_name, done) =>
          done(
            null,
            addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
          ),
        );
        lookup('innocent.example.org', { all: false }, (error, address) => resolve(error ? String(error.message) : String(address)));
      });
    expect(await resolved(['93.184.215.14'])).toBe('93.184.215.14');
    expect(await resolved(['127.0.0.1'])).toContain('closed network');
    expect(await resolved(['93.184.215.14', '10.0.0.5'])).toContain('closed network');
    expect(await resolved(['::ffff:127.0.0.1'])).toContain('closed network');
    expect(await resolved([])).toContain('has no address');
  });

  test('what is no address is not open', () => expect(isOpenAddress('example.org', production)).toBe(false));
});
