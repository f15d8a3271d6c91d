/** Invented people: a first name, a card number and an address at example.com, which belongs to nobody (RFC 2606). */

export type InventedPerson = { name: string; email: string; card: string };

const NAMES = `
  Abena Adaeze Aditi Agnieszka Ahmed Aiko Aisha Alejandro Alice Amara Amir Ana Anders Andrei Anh Aoife Arjun Asha Ayla
  Beatriz Benjamin Bianca Bjorn Bruno Camila Carlos Catarina Chen Chiara Chidi Clara Cyrus Dalia Daniel Daria David
  Deniz Diego Dimitri Duarte Elena Elif Emeka Emma Esther Eva Farid Fatima Fernanda Filipe Finn Freya Gabriel Giulia
  Grace Gustavo Hana Hassan Helena Henrique Hugo Ibrahim Ines Ingrid Isabel Ivan Jae Jamal Jana Jin Joana Jonas Jose
  Julia Kaito Kamala Karim Katarzyna Kavya Keiko Kofi Lars Laura Layla Leila Leonor Liam Lin Linh Lucas Lucia Luis
  Madalena Magnus Mai Malik Manuel Margarida Maria Mariam Mateo Matilde Mei Miguel Mihai Minh Miriam Mohamed Nadia
  Naledi Nam Nikolai Nina Noor Nuno Olga Omar Oskar Paula Pedro Petra Priya Quynh Rafael Rahel Rania Ravi Rita Rosa
  Ruben Ruth Samira Samuel Sana Sara Sean Sefa Sergio Shira Simone Sofia Soren Sunita Tariq Tatiana Teresa Thabo
  Thiago Tiago Tomas Uma Valentina Vasco Vera Victor Wanjiru Wei Xiu Yara Yasmin Yuki Yusuf Zainab Zoe Zofia Zuri
`
  .trim()
  .split(/\s+/);

/**
 * The invented person of a number from 0: the same number is the same person, and no two share a card or an address.
 * The card is 12 digits that begin with 9910 and end with a Luhn check digit.
 */
export function inventPerson(number: number): InventedPerson {
  const name = NAMES[(number * 89) % NAMES.length]!;
  const digits = `9910${String(number + 1).padStart(7, "0")}`;
  return {
    name,
    email: `${name.toLowerCase()}.${number + 1}@example.com`,
    card: digits + luhnDigit(digits),
  };
}

/** The check digit that makes a number pass Luhn's test (ISO/IEC 7812-1, annex B). */
function luhnDigit(digits: string): string {
  let sum = 0;
  for (let place = 0; place < digits.length; place++) {
    const digit = Number(digits[digits.length - 1 - place]);
    const weighed = place % 2 === 0 ? digit * 2 : digit;
    sum += weighed > 9 ? weighed - 9 : weighed;
  }
  return String((10 - (sum % 10)) % 10);
}
