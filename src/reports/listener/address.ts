/** Where whoever is named as a listener hears what waits for them, with an office or without one. */
export const hearingAddress = '/account/listening';
