/** What axe finds on a page, said so that the place can be found again. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/** Parts that are looked at alone, and parts that are left out, as CSS selectors. */
interface Parts {
  readonly include?: string;
  readonly exclude?: readonly string[];
  /** Only these rules; all of them where it is left out. */
  readonly rules?: readonly string[];
}

/** Rules whose outcome depends on colours and width, not only on what the page is made of. */
export const rulesOfLooks = ['color-contrast', 'link-in-text-block', 'target-size', 'scrollable-region-focusable'] as const;

/** Every fault as `rule: the first elements`; none on a clean page. */
export async function faultsOf(page: Page, { include, exclude = [], rules }: Parts = {}): Promise<string[]> {
  // Only what is wrong is of use here: the lists of all that is right take axe as long again.
  const builder = new AxeBuilder({ page }).options({ resultTypes: ['violations'], ...(rules ? { runOnly: [...rules] } : {}) });
  // Our pages have no frames: without them there is nothing to put together in a window of its own for each check.
  builder.setLegacyMode(true);
  if (include !== undefined) builder.include(include);
  for (const one of exclude) builder.exclude(one);
  const { violations } = await builder.analyze();
  return violations.map(({ id, nodes }) => {
    const places = nodes.slice(0, 3).map((node) => `${node.html} ${node.any.map((check) => check.message).join(' ')}`);
    return `${id}: ${places.join(' | ')}`;
  });
}
