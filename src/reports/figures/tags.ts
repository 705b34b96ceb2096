/** The figures and the open data as published: a new publication touches it. */
export const figuresTag = 'reports:figures';
