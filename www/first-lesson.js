/* Which lesson the page opens with. It is alone here because it has to be known before anything is painted. */

export const FIRST_ID = 'waiting-and-computing';
