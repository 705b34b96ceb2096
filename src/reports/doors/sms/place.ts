/** The commune that a message names. */
import type { Reader } from '../../../platform/db/index.ts';
import { fold } from '../../../platform/text/index.ts';
import { childrenOf, titleName } from '../../../territory/index.ts';

export interface NamedCommune {
  readonly id: string;
  readonly name: string;
}

/**
 * The one commune that the words name for certain; null for none and for several. A name counts only after its type or after a word of place
 * (`xã Trạm Tấu`, `ở Trạm Tấu`): many names of communes are names of people and of bigger places too. With and without tones.
 */
export async function communeIn(reader: Reader, words: string, on: string): Promise<NamedCommune | null> {
  const folded = ` ${fold(words)} `;
  const found = (await childrenOf(reader, null, on, 'commune')).filter((unit) => {
    const name = fold(unit.name);
    return [fold(unit.typeName.vi), 'o', 'tai', 'thuoc', 'dia ban'].some((before) => folded.includes(` ${before} ${name} `));
  });
  // A longer name holds a shorter one: of `Trạm Tấu Thượng` and `Trạm Tấu` the longer was meant.
  const meant = found.filter((one) => !found.some((other) => other !== one && fold(other.name).startsWith(`${fold(one.name)} `)));
  const [only] = meant;
  return only && meant.length === 1 ? { id: only.id, name: titleName(only, 'vi') } : null;
}
