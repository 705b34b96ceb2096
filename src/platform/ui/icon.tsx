import { drawings } from './icons.gen.ts';

export type IconName = keyof typeof drawings;

const isIconName = (name: string): name is IconName => Object.keys(drawings).includes(name);

/** The drawing that data names; a sheet of paper where the name is none of ours. */
export const iconNamed = (name: string): IconName => (isIconName(name) ? name : 'document');

/** A drawing beside a word; never alone, so it is hidden from screen readers. */
export function Icon({ name, small }: { name: IconName; small?: boolean }) {
  const size = small ? 18 : 24;
  return (
    <svg
      class={small ? 'icon icon-small' : 'icon'}
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      aria-hidden="true"
      dangerouslySetInnerHTML={{ __html: drawings[name] }}
    />
  );
}
