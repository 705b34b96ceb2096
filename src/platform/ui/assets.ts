/** Names of built files (`site.css`, `territory/map/pan.client.ts`) to their hashed names, as the build's `manifest.json` says. */
let manifest: Readonly<Record<string, string>> | null = null;

/** Takes the manifest of `dist/assets` at start. Without one (null), as in tests of single pages, names stay as they are. */
export function useAssets(built: Readonly<Record<string, string>> | null): void {
  manifest = built;
}

/** The address of a built file. Throws for a name that the build doesn't have: the page names a script that doesn't exist. */
export function asset(name: string): string {
  if (manifest === null) return `/assets/${name}`;
  const file = manifest[name];
  if (file === undefined) throw new Error(`no built file ${JSON.stringify(name)}: run the browser build, or correct the name`);
  return `/assets/${file}`;
}
