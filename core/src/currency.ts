/** The currencies of ISO 4217 and how many decimals their minor unit has. */

const TWO =
  "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC " +
  "CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD " +
  "KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO " +
  "NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL " +
  "THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG";
const ZERO = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
const THREE = "BHD IQD JOD KWD LYD OMR TND";
const FOUR = "CLF UYW";

const DECIMALS = new Map<string, number>(
  [ZERO, "", TWO, THREE, FOUR].flatMap((codes, decimals) =>
    codes === "" ? [] : codes.split(" ").map((code): [string, number] => [code, decimals]),
  ),
);

/** Every currency code that a program may count in. */
export const CURRENCIES: readonly string[] = [...DECIMALS.keys()].sort();

/** Decimals of a currency's minor unit (EUR 2, JPY 0, KWD 3); null when there is no such currency. */
export const currencyDecimals = (code: string): number | null => DECIMALS.get(code) ?? null;
