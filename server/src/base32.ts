/** The 32 digits of all ids that this server makes: lower case, without those that are read as one another. */
export const BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
