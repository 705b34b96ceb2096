import type { Part } from '../part.ts';
import { rotateKeys } from './rotate.ts';

export const keys: Part = {
  jobs: (context) => [
    {
      name: 'people.rotate-keys',
      cron: '20 3 * * *',
      handle: async () => {
        const changed = await rotateKeys(context);
        if (changed > 0) context.log.info({ changed }, 'numbers were encrypted with the current key');
      },
    },
  ],
};
