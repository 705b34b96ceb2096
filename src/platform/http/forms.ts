/** Forms: short ones as urlencoded text, those with files as multipart, whose files go to the store while they arrive. */
import formbody from '@fastify/formbody';
import multipart from '@fastify/multipart';
import type { Context } from '../module/index.ts';
import type { App, Upload } from './types.ts';

const FILES_PER_FORM = 10;
const FIELDS_PER_FORM = 100;

export async function takeForms(app: App, context: Context): Promise<void> {
  const { config, files } = context;
  const fieldBytes = config.BODY_LIMIT_KB * 1024;
  const fileBytes = config.UPLOAD_LIMIT_MB * 1024 * 1024;

  await app.register(formbody, { bodyLimit: fieldBytes });
  await app.register(multipart, {
    limits: {
      fileSize: fileBytes,
      files: FILES_PER_FORM,
      fields: FIELDS_PER_FORM,
      fieldSize: fieldBytes,
      parts: FILES_PER_FORM + FIELDS_PER_FORM,
    },
  });

  app.decorateRequest('uploads', null as never);

  // Before the token check, because in a multipart form the token is one of the parts; the origin is checked already.
  app.addHook('preValidation', async (request, reply) => {
    if (!request.isMultipart()) return;
    if (!request.routeOptions.config.uploads) return reply.refuse({ code: 'http.wrong-type' });
    const fields: Record<string, unknown> = {};
    const uploads = new Map<string, Upload>();
    for await (const part of request.parts()) {
      if (part.type === 'field') fields[part.fieldname] = part.value;
      else if (part.filename === '') part.file.resume();
      else {
        const stored = await files.put(part.file, { maxBytes: fileBytes });
        if (part.file.truncated) return reply.refuse({ code: 'http.too-large' });
        uploads.set(part.fieldname, { fileName: part.filename.normalize('NFC').slice(-200), stored });
      }
    }
    request.body = fields;
    request.uploads = uploads;
  });
}
