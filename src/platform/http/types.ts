import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyBaseLogger, FastifyInstance, RawReplyDefaultExpression, RawRequestDefaultExpression, RawServerDefault } from 'fastify';
import type { StoredFile } from '../files/index.ts';
import type { Lang } from '../i18n/index.ts';
import type { Refusal } from '../outcome/index.ts';
import type { Actor, Right } from '../session/index.ts';
import type { Page as Content, View } from '../ui/index.ts';

/** The web program as modules see it: Fastify with types from TypeBox schemas. */
export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

/** A page of the design system, with its HTTP status. */
export interface Page extends Content {
  readonly status?: number;
}

/** What a multipart form brought: texts by field name, and files already in the store. */
export interface Upload {
  readonly fileName: string;
  /** On a route that says `uploads: 'staged'` the file has random bytes ahead and is gone after the answer: `stageParts` takes what it needs. */
  readonly stored: StoredFile;
  /** On such a route: why the file was passed over while the rest of the form was read. */
  readonly passedOver?: 'too-large' | 'too-many';
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may call the route. A route without one stops the program at its start. */
    right?: Right;
    /** Which exact limit counts a call: 'write' (default for everything but GET), 'guess' for what could be tried out. */
    limit?: 'write' | 'guess';
    /** The route takes files: forms are multipart and files go to the store before the handler runs. `staged`: for `stageParts` alone. */
    uploads?: true | 'staged';
    /**
     * A form here needs no token from whoever brings nothing of their own and comes from our own origin: there is nothing that another site
     * could use in their name. So a kept page, the same for everybody, can have the form.
     */
    newcomers?: true;
    /** Route of a demonstration only; it does not exist in production. */
    demonstration?: true;
  }
  interface FastifyRequest {
    readonly actor: Actor;
    readonly lang: Lang;
    /** What the layout needs. Asking for a form token makes the answer personal, so only pages with forms do. */
    view(options?: { formToken?: boolean }): View;
    /** Whether the caller is a program: an /api address, or one that asks for JSON. */
    readonly wantsJson: boolean;
    /** By field name; further files of the same field as `photo#2`, `photo#3`. */
    uploads: ReadonlyMap<string, Upload>;
  }
  interface FastifyReply {
    /** Sends a whole page in the layout. */
    page(page: Page, view?: View): FastifyReply;
    /** Sends an expected "no": a problem document (RFC 9457) to programs, a helpful page to people. */
    refuse(refusal: Refusal): FastifyReply;
  }
}
