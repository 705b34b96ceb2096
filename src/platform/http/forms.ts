/** Forms: short ones as urlencoded text, those with files as multipart, whose files go to the store while they arrive. */
import formbody from '@fastify/formbody';
import multipart, { type MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { putSalted } from '../files/uploads/salted.ts';
import type { Context } from '../module/index.ts';
import type { App, Upload } from './types.ts';

const FILES_PER_FORM = 10;
const FIELDS_PER_FORM = 100;
/** More than anybody chooses by mistake: beyond it the request is a burden, not a form. */
const PASSED_OVER_PER_FORM = 100;

export async function takeForms(app: App, context: Context): Promise<void> {
  const { config, files } = context;
  const fieldBytes = config.BODY_LIMIT_KB * 1024;
  const fileBytes = config.UPLOAD_LIMIT_MB * 1024 * 1024;
  const lenient = {
    throwFileSizeLimit: false,
    limits: { files: PASSED_OVER_PER_FORM, parts: PASSED_OVER_PER_FORM + FIELDS_PER_FORM, fileSize: fileBytes },
  };

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
    const { uploads: taken } = request.routeOptions.config;
    if (!taken) return reply.refuse({ code: 'http.wrong-type' });
    const fields: Record<string, unknown> = {};
    const uploads = new Map<string, Upload>();
    const add = (field: string, upload: Upload) => {
      let key = field;
      for (let n = 2; uploads.has(key); n++) key = `${field}#${n}`;
      uploads.set(key, upload);
    };
    for await (const part of request.parts(taken === 'staged' ? lenient : {})) {
      if (part.type === 'field') {
        // Several values of one name come as a list, as in forms without files.
        const { fieldname: name, value } = part;
        fields[name] = Object.hasOwn(fields, name) ? [fields[name], value].flat() : value;
      } else if (part.filename === '') part.file.resume();
      else {
        const fileName = part.filename.normalize('NFC').slice(-200);
        if (taken === 'staged') {
          add(part.fieldname, await passing(request, part.file, fileName, uploads.size));
          continue;
        }
        const stored = await files.put(part.file, { maxBytes: fileBytes });
        if (part.file.truncated) return reply.refuse({ code: 'http.too-large' });
        add(part.fieldname, { fileName, stored });
      }
    }
    request.body = fields;
    request.uploads = uploads;
  });

  /** Files of staged forms, to be removed when their request has its answer. */
  const passingFiles = new WeakMap<FastifyRequest, string[]>();

  /** Takes a file of a staged form for the time of the request. One that is too much is passed over, so that the rest of the form isn't lost. */
  async function passing(request: FastifyRequest, file: MultipartFile['file'], fileName: string, before: number): Promise<Upload> {
    const nothing = { hash: '', size: 0 };
    if (before >= FILES_PER_FORM) {
      file.resume();
      return { fileName, stored: nothing, passedOver: 'too-many' };
    }
    const stored = await putSalted(files, file, fileBytes);
    passingFiles.set(request, [...(passingFiles.get(request) ?? []), stored.hash]);
    return file.truncated ? { fileName, stored: nothing, passedOver: 'too-large' } : { fileName, stored };
  }

  app.addHook('onResponse', async (request) => {
    for (const hash of passingFiles.get(request) ?? []) await files.remove(hash);
  });
}
