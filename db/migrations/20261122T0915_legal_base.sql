-- Legal documents and their clauses: what every event, rule and figure cites.

create schema legal;
comment on schema legal is 'Legal documents and their clauses, cited by every other module.';

create table legal.document (
  id uuid primary key,
  number text collate "C" not null unique,
  kind text collate "C" not null,
  issuer text not null,
  title_vi text not null,
  title_en text,
  signed_on date,
  in_force daterange,
  verified boolean not null default false,
  verification_note text not null default '',
  source text not null,
  url text,
  file_hash text collate "C",
  constraint document_number_written check (number <> '' and number = btrim(number)),
  constraint document_kind_known check (
    kind in ('law', 'resolution', 'decree', 'decision', 'circular', 'plan', 'guidance', 'letter', 'other')
  ),
  constraint document_in_force_not_empty check (in_force is null or not isempty(in_force)),
  constraint document_doubt_is_explained check (verified or verification_note <> ''),
  constraint document_url_is_web check (url is null or url like 'http%'),
  constraint document_file_hash_is_sha256 check (file_hash is null or file_hash ~ '^[0-9a-f]{64}$')
);
comment on table legal.document is 'One official document that rules, events or figures rest on.';
comment on column legal.document.id is 'Identity; fixed for documents shipped as reference data.';
comment on column legal.document.number is 'Number and symbol as printed, e.g. 1673/NQ-UBTVQH15: the key by which people and import files name the document.';
comment on column legal.document.kind is 'What kind of paper it is, by its name in Vietnamese law.';
comment on column legal.document.issuer is 'The body that issued it, in Vietnamese.';
comment on column legal.document.title_vi is 'Subject of the document as printed, or in short where the exact words are not at hand.';
comment on column legal.document.title_en is 'Subject in English, ours; missing where nobody has translated it.';
comment on column legal.document.signed_on is 'Civil date of signature; missing where unknown.';
comment on column legal.document.in_force is 'Days in force, [from,to); missing where unknown, open end while in force.';
comment on column legal.document.verified is 'True when number, date and what is cited from it were compared with the text of the document.';
comment on column legal.document.verification_note is 'What was compared with what, or what is in doubt.';
comment on column legal.document.source is 'Where this record was taken from.';
comment on column legal.document.url is 'Public address of the text, where there is one.';
comment on column legal.document.file_hash is 'SHA-256 (hex) of the stored copy in the file store, where there is one.';

-- Serves the public list and its paging: newest first, documents without a date last, then by number.
create index document_newest_first on legal.document ((coalesce(signed_on, date '0001-01-01')) desc, number);

create table legal.clause (
  id uuid primary key,
  document_id uuid not null references legal.document (id),
  path text collate "C" not null,
  ordinal integer not null default 0,
  text text not null,
  constraint clause_path_written check (path <> '' and path = btrim(path)),
  constraint clause_once_per_path unique (document_id, path)
);
comment on table legal.clause is 'A part of a document that something cites.';
comment on column legal.clause.id is 'Identity; fixed for clauses shipped as reference data.';
comment on column legal.clause.document_id is 'The document it is part of.';
comment on column legal.clause.path is 'Place in the document as one cites it, e.g. Điều 1.khoản 2.';
comment on column legal.clause.ordinal is 'Order inside the document, as printed.';
comment on column legal.clause.text is 'What the clause says: its words, or a summary that says that it is one.';

grant usage on schema legal to yenbai_app, yenbai_reader;
grant select, insert, update on legal.document, legal.clause to yenbai_app;
grant select on legal.document, legal.clause to yenbai_reader;
