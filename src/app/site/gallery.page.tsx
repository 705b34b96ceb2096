import { GalleryPage } from '../../platform/ui/gallery.page.tsx';
import type { Page, View } from '../../platform/ui/index.ts';
import { texts } from './messages.gen.ts';

/** Every component of the design system in its states, for those who build pages. */
export function galleryPage(view: View): Page {
  return {
    title: texts[view.lang].gallery_title(),
    unlisted: true,
    wide: true,
    scripts: ['platform/ui/page-tools.client.ts'],
    body: <GalleryPage view={view} />,
  };
}
