/** Names of the facts that public pages of reports show: whoever changes one touches its tag in the same transaction. */

/** Everything about reports that everybody sees: a report was shown, changed, or taken from view; a figure of the list changed. */
export const reportsTag = 'reports';

/** What everybody sees of one report. */
export const reportTag = (id: string): string => `reports:${id}`;
