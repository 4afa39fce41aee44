/** … */
export const start = {};
