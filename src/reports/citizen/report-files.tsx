import type { Lang } from '../../platform/i18n/index.ts';
import { Icon } from '../../platform/ui/index.ts';
import type { ReportAttachment } from '../core/index.ts';
import { publicFilePath } from '../public/paths.ts';
import { texts } from './messages.gen.ts';

interface FilesOf {
  readonly code: string;
  /** The visitor sent the report: they get the files as they were taken, which nothing on the way may keep. */
  readonly own: boolean;
}

/** Where a file is found. What everybody sees is at an address that browsers keep, and that needs no look at the report. */
function pathOf({ id, shownHash }: ReportAttachment, { code, own }: FilesOf, width?: 'small'): string {
  if (!own && shownHash !== null) return publicFilePath(shownHash, width);
  return `/reports/${code}/files/${id}${width === 'small' ? '?width=small' : ''}`;
}

/** Photos as small pictures that open, recordings to be heard, documents to be saved. */
export function Files({ lang, files, ...of }: { lang: Lang; files: readonly ReportAttachment[] } & FilesOf) {
  const t = texts[lang];
  if (files.length === 0) return null;
  let n = 0;
  return (
    <ul class="report-files">
      {files.map((file) => {
        const href = pathOf(file, of);
        if (file.kind === 'image') n += 1;
        return (
          <li key={file.id}>
            {file.kind === 'image' && (
              <a href={href}>
                <img
                  src={pathOf(file, of, 'small')}
                  width="160"
                  height="120"
                  loading="lazy"
                  decoding="async"
                  alt={t.photo_role({ role: file.role, n })}
                />
              </a>
            )}
            {(file.kind === 'video' || file.kind === 'audio') && (
              <a class="button secondary" href={href}>
                <Icon name={file.kind === 'audio' ? 'listen' : 'camera'} />
                <span>{file.kind === 'audio' ? t.file_hear() : t.file_watch()}</span>
              </a>
            )}
            {file.kind === 'document' && (
              <a class="report-file" href={href}>
                <Icon name="document" small /> {t.file_document()}
              </a>
            )}
          </li>
        );
      })}
    </ul>
  );
}
