/** From the words of the tables of facts to the ids that data/ uses. */

/** Names of types in the tables of facts -> ids of unit types. */
const TYPE_IDS: Readonly<Record<string, string>> = {
  tỉnh: 'tinh',
  'thành phố': 'thanh-pho',
  'thị xã': 'thi-xa',
  huyện: 'huyen',
  xã: 'xa',
  phường: 'phuong',
  'thị trấn': 'thi-tran',
};

export function typeId(name: string | undefined): string {
  const id = TYPE_IDS[name ?? ''];
  if (id === undefined) throw new Error(`unknown type ${name}`);
  return id;
}

const COORDINATES: readonly (readonly [start: string, id: string])[] = [
  ['centroid of derived polygon', 'estimated-2022'],
  ['centroid of surveyed polygon', 'official-polygon-2025'],
  ['centroid of official 2025 polygon', 'official-polygon-2025'],
  ['centroid of its communes', 'mean-of-communes'],
  ['centroid of 2022 area', 'mean-of-communes'],
];

export function coordinateBasis(words: string | undefined): string {
  const found = COORDINATES.find(([start]) => (words ?? '').startsWith(start));
  if (found === undefined) throw new Error(`unknown basis of coordinates ${words}`);
  return found[1];
}
