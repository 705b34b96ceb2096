/** What a program sends: a form of GeoReport v2, read into what both stores take. */
import { accepted, type Outcome, type Refusal, refused } from '../../platform/outcome/index.ts';
import { tidy } from '../../platform/text/index.ts';
import { limits } from '../contract.ts';
import { textIn } from './asked.ts';

export interface Sent {
  /** The report's id: from the idempotency key, or new. */
  readonly id: string;
  readonly serviceCode: string;
  readonly lat: number | null;
  readonly lon: number | null;
  /** Words for the place. */
  readonly address: string;
  /** A unit of ours, or empty. */
  readonly unitId: string;
  readonly description: string;
  /** Links to pictures that the program named: written down, never fetched. */
  readonly links: readonly string[];
  readonly answers: Readonly<Record<string, string>>;
  readonly name: string;
  readonly phone: string;
  readonly language: string;
  /** By which the program knows the sender; empty where it doesn't. */
  readonly account: string;
}

const longestLink = 500;
const mostLinks = 5;
const longestAnswer = 500;

const missing = (field: string) => refused({ code: 'reports.open311-missing', field, params: { field }, status: 400 });
const wrong = (field: string) => refused({ code: 'reports.open311-parameter', field, params: { field }, status: 400 });

function degrees(text: string, most: number): number | null | undefined {
  if (text === '') return null;
  if (!/^[+-]?\d{1,3}([.,]\d{1,17})?$/.test(text)) return undefined;
  const value = Number(text.replace(',', '.'));
  return Math.abs(value) <= most ? value : undefined;
}

/** The answers to questions: `attribute[code]=…`, or several times `attribute[code][]=…`. */
function answersIn(body: unknown): Record<string, string> {
  const answers = new Map<string, string>();
  for (const [name, value] of Object.entries(typeof body === 'object' && body !== null ? body : {})) {
    const code = /^attribute\[([A-Za-z0-9_-]{1,60})\](?:\[\])?$/.exec(name)?.[1];
    const words = [value].flat().filter((one): one is string => typeof one === 'string');
    if (code !== undefined && words.length > 0) answers.set(code, words.join(', ').slice(0, longestAnswer));
  }
  return Object.fromEntries(answers);
}

function linksIn(body: unknown): readonly string[] | undefined {
  const text = textIn(body, 'media_url');
  const links = text.split(/[\s,]+/).filter(Boolean);
  const good = links.every((link) => link.length <= longestLink && URL.canParse(link) && /^https?:$/.test(new URL(link).protocol));
  return good && links.length <= mostLinks ? links : undefined;
}

/** Whom to reach: the name as one line; an e-mail address stands beside it, since answers go by page or telephone. */
function contactIn(body: unknown): string {
  const name = tidy([textIn(body, 'last_name'), textIn(body, 'first_name')].filter(Boolean).join(' '));
  const email = tidy(textIn(body, 'email'));
  return [name, email === '' ? '' : `<${email}>`].filter(Boolean).join(' ').slice(0, 120);
}

/** Whether the form names its service: asked before the key, which says nothing about a form that is empty. */
export const serviceIn = (body: unknown): Outcome<string> => {
  const code = textIn(body, 'service_code');
  return code === '' ? missing('service_code') : accepted(code);
};

/** Reads the form. Refuses with 400 and the name of the field; whether the words, the place and the answers will do the rules of the service say. */
export function readSent(body: unknown, id: string, isUnit: (text: string) => boolean): Outcome<Sent> {
  const service = serviceIn(body);
  if (!service.ok) return service;
  const lat = degrees(textIn(body, 'lat'), 90);
  if (lat === undefined) return wrong('lat');
  const lon = degrees(textIn(body, 'long'), 180);
  if (lon === undefined) return wrong('long');
  if ((lat === null) !== (lon === null)) return missing(lat === null ? 'lat' : 'long');
  const address = tidy(textIn(body, 'address_string'));
  if (address.length > limits.placeWords) return wrong('address_string');
  const unitId = (textIn(body, 'address_id') || textIn(body, 'unit_id')).toLowerCase();
  if (unitId !== '' && !isUnit(unitId)) return wrong('address_id');
  const links = linksIn(body);
  if (links === undefined) return wrong('media_url');
  return accepted({
    id,
    serviceCode: service.value,
    lat,
    lon,
    address,
    unitId,
    description: textIn(body, 'description').normalize('NFC'),
    links,
    answers: answersIn(body),
    name: contactIn(body),
    phone: textIn(body, 'phone'),
    language: textIn(body, 'language') || 'vi',
    account: (textIn(body, 'account_id') || textIn(body, 'device_id')).slice(0, 200),
  });
}

/** What a field of a report is called in the standard. */
const standardNames: Readonly<Record<string, string>> = {
  categoryCode: 'service_code',
  words: 'description',
  place: 'lat, long',
  'place.words': 'address_string',
  'place.unitId': 'address_id',
  'contact.name': 'last_name',
  'contact.phone': 'phone',
  language: 'language',
  uploads: 'media',
};

/** A refusal about a field, in words for whoever writes the program: nobody there has a form with a marked question. Others stay as they are. */
export function forPrograms(refusal: Refusal): Refusal {
  const { code, field, params, status } = refusal;
  if (!code.startsWith('reports.') || code.startsWith('reports.open311-') || field === undefined) return refusal;
  const question = params?.question;
  const name = question === undefined ? standardNames[field] : `attribute[${question}]`;
  if (name === undefined) return refusal;
  const known: Readonly<Record<string, Refusal['code']>> = {
    'reports.category-unknown': 'reports.open311-service',
    'reports.category-not-final': 'reports.open311-service',
    'reports.point-outside': 'reports.open311-outside',
    'reports.place-missing': 'reports.open311-place',
    'reports.said-nothing': 'reports.open311-missing',
    'reports.said-and-shown-nothing': 'reports.open311-missing',
    'reports.answer-missing': 'reports.open311-missing',
    'reports.phone-missing': 'reports.open311-missing',
    'reports.notice-stops': 'reports.notice-stops',
  };
  return { code: known[code] ?? 'reports.open311-parameter', field, params: { ...params, field: name }, status: status ?? 400 };
}
