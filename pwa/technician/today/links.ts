/** Addresses that make a phone call and text. */

/** Digits, a leading plus, and the comma that waits before an extension: what a telephone link takes, whatever was typed. */
const dialled = (number: string): string => number.replace(/[^\d+*#,]/g, '');
export const telLink = (number: string): string => `tel:${dialled(number)}`;
/** `?&body=` because iPhones want the ampersand and Android the question mark. */
export const smsLink = (number: string, body: string): string =>
  `sms:${dialled(number)}?&body=${encodeURIComponent(body)}`;
