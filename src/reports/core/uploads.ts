/** Files of reports: what an official adds to a step, and which files of the store reports keep. */
import { sql } from 'kysely';
import { registerFileKeeper, registerUploadPurpose } from '../../platform/files/uploads/index.ts';
import { limits, uploadPurposes } from '../contract.ts';

const purpose = {
  name: uploadPurposes.step,
  kinds: {
    image: { maxBytes: limits.photoBytes },
    video: { maxBytes: limits.videoBytes, maxSeconds: limits.seconds },
    audio: { maxBytes: limits.audioBytes, maxSeconds: limits.seconds },
    document: { maxBytes: limits.documentBytes },
  },
  mostOpen: 60,
  mostBytes: 600_000_000,
} as const;

/** Makes the purpose of officials' uploads known (that of citizens belongs to their form), and keeps the files that reports hold. */
export function registerReportFiles(): void {
  registerUploadPurpose(purpose);
  registerFileKeeper('reports', async (reader, hash) => {
    const found = await sql`select from reports.attachment where file_hash = ${hash} or shown_hash = ${hash} limit 1`.execute(
      reader.rows<unknown>(),
    );
    return found.rows.length > 0;
  });
}
