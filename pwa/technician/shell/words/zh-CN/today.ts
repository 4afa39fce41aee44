/** … */
export const today = {};
