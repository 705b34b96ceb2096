-- Texts that can be heard: a slot for each text and language, filled by a person's voice.

create table platform.spoken_text (
  key text collate "C" not null,
  language text collate "C" not null,
  text_digest bytea not null,
  file_hash text collate "C" not null,
  bytes bigint not null,
  seconds real,
  added_at timestamptz not null,
  added_by uuid,
  primary key (key, language)
);
comment on table platform.spoken_text is 'Recordings of texts of our own pages, by language. One whose text has changed since is not played.';
comment on column platform.spoken_text.key is 'Name of the text.';
comment on column platform.spoken_text.language is 'Language of help: vi, hmn, ...';
comment on column platform.spoken_text.text_digest is 'SHA-256 of the Vietnamese text that was read.';
comment on column platform.spoken_text.file_hash is 'The recording in the file store.';
comment on column platform.spoken_text.bytes is 'Its size.';
comment on column platform.spoken_text.seconds is 'Its length.';
comment on column platform.spoken_text.added_at is 'When it was recorded.';
comment on column platform.spoken_text.added_by is 'Who added it.';

grant select, insert, update, delete on platform.spoken_text to yenbai_app;
