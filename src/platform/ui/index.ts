/** The design system: components that render on the server (and in a browser), and the document around them. */
export { Actions, Button, ButtonLink, Pager, QuietLinks, UndoBar } from './actions.tsx';
export { asset, useAssets } from './assets.ts';
export {
  Card,
  DefinitionList,
  EmptyState,
  HatchPattern,
  type HeatClass,
  Legend,
  LinkCard,
  Notice,
  Pill,
  Progress,
  Stat,
  Stats,
  type Step,
  Timeline,
  WaitingList,
  type WaitingRow,
  WhatIsThis,
} from './blocks.tsx';
export { type Page, renderDocument } from './document.tsx';
export {
  ChoiceField,
  DateField,
  ErrorSummary,
  Field,
  type FieldProblem,
  FileField,
  FormToken,
  formTokenField,
  problemOf,
  SearchForm,
  SelectField,
  TextField,
} from './form.tsx';
export { Answer, Breadcrumb, type Chip, Chips, PageHeading, Rich } from './heading.tsx';
export { Help, type HelpStep } from './help.tsx';
export { Icon } from './icon.tsx';
export { Listen, listenScript, type Sound } from './listen.tsx';
export { canonicalPath, escapeHtml, type Preview, pictureSize, readPreview } from './preview.ts';
export { Problem } from './problem.tsx';
export { QrPicture } from './qr.tsx';
export { Share, ShareText, type Sharing } from './sharing.tsx';

export { type Column, DataTable } from './table.tsx';
export {
  type Display,
  defaultDisplay,
  readDisplay,
  type View,
  writeDisplay,
} from './view.ts';
