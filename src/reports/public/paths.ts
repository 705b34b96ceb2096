/** Addresses of what everybody sees. */

/** The address of a picture that is shown; of another width for a list. */
export const publicFilePath = (hash: string, width?: 'small'): string => `/reports/files/${hash}${width === 'small' ? '?width=small' : ''}`;
