/** The words that stand for a value in a cell, in both languages; all compared in their folded form. */
import { fold } from '../../../platform/text/index.ts';
import type { EventKind, Level, ShareBasis, UnitOrigin, UnitType } from '../../contract.ts';

function vocabulary<T extends string>(words: Readonly<Record<T, readonly string[]>>): (typed: string) => T | null {
  const byWord = new Map<string, T>();
  for (const [value, others] of Object.entries(words) as [T, readonly string[]][]) {
    for (const word of [value, ...others]) byWord.set(fold(word), value);
  }
  return (typed) => byWord.get(fold(typed)) ?? null;
}

export const readKind = vocabulary<EventKind>({
  merge: ['nhập', 'sáp nhập', 'hợp nhất'],
  split: ['tách', 'chia', 'chia tách'],
  transfer: ['chuyển', 'chuyển cấp trên', 'điều chuyển'],
  rename: ['đổi tên'],
  retype: ['đổi loại', 'chuyển loại'],
  establish: ['thành lập', 'thành lập mới'],
  'abolish-level': ['bỏ cấp', 'kết thúc cấp'],
});

export const readBasis = vocabulary<ShareBasis>({
  whole: ['toàn bộ', 'cả đơn vị'],
  villages: ['thôn bản', 'số thôn'],
  households: ['hộ', 'số hộ', 'hộ dân'],
  population: ['dân số', 'số dân'],
  area: ['diện tích'],
});

export const readOrigin = vocabulary<UnitOrigin>({
  official: ['chính thức'],
  demonstration: ['dùng thử', 'minh họa'],
});

export const readYes = vocabulary<'yes' | 'no'>({
  yes: ['có', 'x', '1', 'true', 'đúng', 'rồi', 'y'],
  no: ['không', '0', 'false', 'sai', 'chưa', 'n'],
});

/** Levels and types of the record by id and by their names in both languages; `cấp xã` is `xã`. */
export interface Names {
  level(typed: string): Level | null;
  type(typed: string): UnitType | null;
}

export function namesOf(levels: readonly Level[], types: readonly UnitType[]): Names {
  const plainLevel = (name: string) => fold(name).replace(/^cap | level$/g, '');
  const levelOf = new Map(levels.map((level) => [level.id, level]));
  const byLevel = new Map(levels.flatMap((level) => [level.id, level.nameVi, level.nameEn].map((name) => [plainLevel(name), level])));
  const byType = new Map(types.flatMap((type) => [type.id, type.nameVi, type.nameEn].map((name) => [fold(name), type])));
  return {
    // `thôn` is a type; as a level it means the one that the type belongs to.
    level: (typed) => byLevel.get(plainLevel(typed)) ?? levelOf.get(byType.get(fold(typed))?.level ?? '') ?? null,
    type: (typed) => byType.get(fold(typed)) ?? null,
  };
}
