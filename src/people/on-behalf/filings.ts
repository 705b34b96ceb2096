/** What can be filed for somebody else besides a request about personal data: modules above say so themselves. */
import type { Lang } from '../../platform/i18n/index.ts';
import type { Actor } from '../../platform/session/index.ts';

/** Something that a module files for a person. */
export interface Filing {
  /** The page that files it for this person: it asks for consent. */
  readonly href: (personId: string) => string;
  /** What the link says. */
  readonly label: (lang: Lang, person: { readonly name: string; readonly year: string }) => string;
  readonly offered: (actor: Actor) => boolean;
}

const filings: Filing[] = [];

/** Adds a link to what is offered once a person was found at `/console/on-behalf`. */
export function registerFiling(filing: Filing): void {
  if (!filings.includes(filing)) filings.push(filing);
}

/** What this actor can file for others, in the order in which it was registered. */
export const filingsOf = (actor: Actor): readonly Filing[] => filings.filter((filing) => filing.offered(actor));
