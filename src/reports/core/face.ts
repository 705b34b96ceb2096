/** What everybody sees of a report. */
import { fold } from '../../platform/text/index.ts';

/** What a shown report is found by: its code and everything of it that everybody sees, folded. */
export const faceSearch = (code: string, words: string, placeWords: string): string => fold(`${code} ${words} ${placeWords}`).trim();
