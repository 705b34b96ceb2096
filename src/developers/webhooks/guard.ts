/**
 * Where webhooks may go: to the open internet alone. An address is judged twice, as it is typed and, since a name can lead anywhere at any time,
 * as it resolves when the connection is made. The list of what is not the internet follows the special-purpose registries of IANA (RFC 6890).
 */
import { type LookupAddress, lookup as lookUp } from 'node:dns';
import { BlockList, isIP, isIPv6, type LookupFunction } from 'node:net';
import { accepted, type Outcome, refused } from '../../platform/outcome/index.ts';
import { developersLimits } from '../contract.ts';

const closed = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  closed.addSubnet(net, bits, 'ipv4');
// Of IPv6 only global unicast is open; inside it, what carries an IPv4 address (Teredo, 6to4) or is for examples is not.
for (const [net, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  closed.addSubnet(net, bits, 'ipv6');
const globalUnicast = new BlockList();
globalUnicast.addSubnet('2000::', 3, 'ipv6');

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** What this program allows beyond the open internet: a demonstration its own machine, over plain http, so that a receiver can be tried there. */
export interface Openness {
  readonly ownMachine: boolean;
}

/** Whether a connection to this address may be made. */
export function isOpenAddress(address: string, { ownMachine }: Openness): boolean {
  const family = isIPv6(address) ? 'ipv6' : 'ipv4';
  if (isIP(address) === 0) return false;
  if (ownMachine && loopback.check(address, family)) return true;
  if (family === 'ipv6' && !globalUnicast.check(address, 'ipv6')) return false;
  return !closed.check(address, family);
}

const bare = (hostname: string): string => hostname.replace(/^\[|\]$/g, '');
const isOwnMachine = (hostname: string): boolean =>
  hostname === 'localhost' || (isIP(hostname) > 0 && isOpenAddress(hostname, { ownMachine: true }));

/** 443 and what is not reserved for other services: a webhook is not a way to speak to a mail server. */
const isOpenPort = (port: string): boolean => port === '' || port === '443' || Number(port) > 1024;

/** The address of a webhook as it was typed. Refusals: `developers.url-strange`, `-not-https`, `-inside`, `-port`. */
export function webhookUrl(typed: string, openness: Openness): Outcome<URL> {
  const no = (code: `developers.url-${'strange' | 'not-https' | 'inside' | 'port'}`) => refused({ code, field: 'url' });
  if (typed.length > developersLimits.url || !URL.canParse(typed)) return no('developers.url-strange');
  const url = new URL(typed);
  const host = bare(url.hostname);
  if (url.username !== '' || url.password !== '' || host === '') return no('developers.url-strange');
  const here = openness.ownMachine && isOwnMachine(host);
  if (url.protocol !== 'https:' && !(here && url.protocol === 'http:')) return no('developers.url-not-https');
  if (isIP(host) > 0 ? !isOpenAddress(host, openness) : !here && /^(?:.*\.)?(?:localhost|local|internal|lan|home\.arpa)\.?$/i.test(host))
    return no('developers.url-inside');
  if (!isOpenPort(url.port)) return no('developers.url-port');
  url.hash = '';
  return accepted(url);
}

/** The name led into a network that webhooks may not reach. */
export class ClosedAddress extends Error {
  readonly code = 'ERR_CLOSED_ADDRESS';
}

type Resolve = (hostname: string, done: (error: Error | null, found: readonly LookupAddress[]) => void) => void;
const resolveAll: Resolve = (hostname, done) => lookUp(hostname, { all: true }, (error, found) => done(error, found ?? []));

/**
 * Resolves names for the connection itself: what was judged is what is connected to. One closed address among several closes the name.
 */
export function guardedLookup(openness: Openness, resolve: Resolve = resolveAll): LookupFunction {
  return (hostname, options, done) => {
    resolve(hostname, (error, found) => {
      const [first] = found;
      if (error || !first) return done(error ?? new Error(`${hostname} has no address`), '', 0);
      if (!found.every(({ address }) => isOpenAddress(address, openness)))
        return done(new ClosedAddress('the name leads into a closed network'), '', 0);
      return options.all ? done(null, [...found]) : done(null, first.address, first.family);
    });
  };
}
