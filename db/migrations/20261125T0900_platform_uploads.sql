-- Files that are on their way: one staging area with two doors (a form's parts, and tus for whoever may lose the network in between).

create table platform.upload (
  id uuid primary key,
  owner text collate "C" not null,
  purpose text collate "C" not null,
  declared_name text not null,
  declared_bytes bigint not null,
  received_bytes bigint not null default 0,
  state text collate "C" not null default 'receiving',
  sent_hash text collate "C",
  kept_hash text collate "C",
  kept_bytes bigint,
  kind text collate "C",
  media jsonb,
  refusal jsonb,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  constraint upload_state_known check (state in ('receiving', 'checking', 'ready', 'refused', 'taken')),
  constraint upload_bytes_fit check (declared_bytes > 0 and received_bytes between 0 and declared_bytes),
  constraint upload_kept_is_whole check ((state in ('ready', 'taken')) = (kept_hash is not null))
);
comment on table platform.upload is 'A file on its way: received in pieces, checked, then taken by the form that it belongs to, or expired.';
comment on column platform.upload.id is 'Identity, UUIDv7; the address of the upload in tus.';
comment on column platform.upload.owner is 'Digest of the browser''s own ticket, or the person: who may go on with it and use it.';
comment on column platform.upload.purpose is 'What it is for: decides which kinds and sizes are taken.';
comment on column platform.upload.declared_name is 'Name of the file as the sender calls it.';
comment on column platform.upload.declared_bytes is 'How many bytes it will be.';
comment on column platform.upload.received_bytes is 'How many bytes are here.';
comment on column platform.upload.state is 'receiving, checking, ready, refused, taken.';
comment on column platform.upload.sent_hash is 'SHA-256 of what was sent: by this the sender knows that it arrived whole.';
comment on column platform.upload.kept_hash is 'The file in the store: what was sent without its metadata.';
comment on column platform.upload.kept_bytes is 'Size of the file in the store.';
comment on column platform.upload.kind is 'image, video or audio; document where the purpose takes one.';
comment on column platform.upload.media is 'Width, height and seconds, as far as known.';
comment on column platform.upload.refusal is 'Why it was not taken: a refusal, for its words.';
comment on column platform.upload.created_at is 'When it began.';
comment on column platform.upload.expires_at is 'From then on it is gone unless a form has taken it.';
-- Serves the quota of an owner.
create index upload_by_owner on platform.upload (owner) where state <> 'taken';
-- Serves the removal of what nobody took.
create index upload_by_expiry on platform.upload (expires_at) where state <> 'taken';

create table platform.upload_piece (
  upload_id uuid not null references platform.upload on delete cascade,
  at_byte bigint not null,
  bytes bigint not null,
  file_hash text collate "C" not null,
  primary key (upload_id, at_byte)
);
comment on table platform.upload_piece is 'The pieces of an upload, each a file in the store: any program can go on where another stopped.';
comment on column platform.upload_piece.upload_id is 'The upload.';
comment on column platform.upload_piece.at_byte is 'Where the piece begins.';
comment on column platform.upload_piece.bytes is 'Its size.';
comment on column platform.upload_piece.file_hash is 'The piece in the store.';

grant select, insert, update, delete on platform.upload, platform.upload_piece to yenbai_app;

-- Serves delivery, and the question whether a file that goes is another upload's too.
create index upload_by_kept on platform.upload (kept_hash) where kept_hash is not null;
