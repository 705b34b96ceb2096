/** What a form needs to be filled in without network, as the server gives it for one language on one day. Runs on a phone. */

export interface GroundQuestion {
  readonly code: string;
  readonly answer: 'choice' | 'yes-no' | 'text' | 'number';
  readonly required: boolean;
  readonly label: string;
  readonly options: readonly { readonly code: string; readonly label: string }[];
}

export interface GroundCategory {
  readonly code: string;
  readonly parent: string | null;
  readonly kind: 'field' | 'question' | 'proposal';
  readonly place: 'required' | 'optional' | 'none';
  readonly privacy: 'public' | 'private';
  readonly icon: string;
  readonly name: string;
  readonly hint: string;
  readonly notice: string | null;
  /** It can be chosen. */
  readonly leaf: boolean;
  /** Its own; those of what stands above it are asked before them. */
  readonly questions: readonly GroundQuestion[];
}

export interface GroundNotice {
  readonly effect: 'stop' | 'divert' | 'warn';
  readonly title: string;
  readonly text: string;
  readonly actions: readonly { readonly href: string; readonly label: string }[];
}

/** A village: what tells it from others of its commune (two may have one name), its name. */
export type GroundVillage = readonly [key: string, name: string];
/** A commune: code, name, centre (WGS 84, degrees), its villages. */
export type GroundCommune = readonly [
  code: string,
  name: string,
  lat: number | null,
  lon: number | null,
  villages: readonly GroundVillage[],
];

export interface Ground {
  /** Of this shape. A page that knows another one asks for a newer page. */
  readonly version: 1;
  /** ISO day on which it holds. */
  readonly day: string;
  readonly languages: readonly string[];
  readonly numbers: readonly { readonly number: string; readonly name: string }[];
  readonly categories: readonly GroundCategory[];
  readonly notices: Readonly<Record<string, GroundNotice>>;
  readonly communes: readonly GroundCommune[];
}

/** The questions of a category: those of what stands above it first; the deeper one wins where two have the same code. */
export function questionsOf(ground: Ground, code: string): readonly GroundQuestion[] {
  const byCode = new Map(ground.categories.map((one) => [one.code, one]));
  const path: GroundCategory[] = [];
  for (let at = byCode.get(code); at && !path.includes(at); at = at.parent === null ? undefined : byCode.get(at.parent)) path.unshift(at);
  const asked = path.flatMap((one) => one.questions);
  return asked.filter((question, index) => !asked.slice(index + 1).some((later) => later.code === question.code));
}

const earthRadius = 6_371_000;
/** A centre farther away says nothing about where a point lies, metres. */
const farthest = 25_000;

/** The commune whose centre is nearest to a point; null where none is near. */
export function nearestCommune(ground: Ground, point: { readonly lat: number; readonly lon: number }): GroundCommune | null {
  let best: { commune: GroundCommune; metres: number } | null = null;
  for (const commune of ground.communes) {
    const [, , lat, lon] = commune;
    if (lat === null || lon === null) continue;
    const radians = Math.PI / 180;
    const x = (lon - point.lon) * radians * Math.cos(((lat + point.lat) / 2) * radians);
    const metres = Math.hypot(x, (lat - point.lat) * radians) * earthRadius;
    if (metres <= farthest && (best === null || metres < best.metres)) best = { commune, metres };
  }
  return best?.commune ?? null;
}
