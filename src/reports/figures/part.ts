import { sql } from 'kysely';
import { registerFileKeeper } from '../../platform/files/uploads/index.ts';
import type { Part } from '../part.ts';
import { texts } from './messages.gen.ts';
import { publishFigures } from './publish.ts';
import { figuresRoutes } from './routes.ts';
import { figuresRefusalText } from './words.ts';

registerFileKeeper('reports-figures', async (reader, hash) => {
  const found = await sql`select from reports.publication where file_hash = ${hash} limit 1`.execute(reader.rows<unknown>());
  return found.rows.length > 0;
});

export const figuresPart: Part = {
  routes: (app, context) => figuresRoutes(app, context),
  jobs: (context) => [
    {
      name: 'reports.publish-figures',
      cron: '15 3 * * *',
      handle: async () => {
        const { rows, bytes } = await publishFigures(context);
        context.log.info({ rows, bytes }, 'figures of reports were published');
      },
    },
  ],
  navigation: [{ area: 'public', href: '/reports/figures', label: (lang) => texts[lang].navigation(), right: 'public', order: 6 }],
  shortAddresses: { '/so-lieu-phan-anh': '/reports/figures' },
  refusalText: figuresRefusalText,
};
