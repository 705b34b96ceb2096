/** What axe finds on a page, said so that the place can be found again. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/** Parts that are looked at alone, and parts that are left out, as CSS selectors. */
interface Parts {
  readonly include?: string;
  readonly exclude?: readonly string[];
}

/** Every fault as `rule: the first elements`; none on a clean page. */
export async function faultsOf(page: Page, { include, exclude = [] }: Parts = {}): Promise<string[]> {
  // Only what is wrong is of use here: the lists of all that is right take axe as long again.
  const builder = new AxeBuilder({ page }).options({ resultTypes: ['violations'] });
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
