// What may stand where a program expects a host. An answer of a cloud may have anything there, orders to that program among it.

const V4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;
const V6 = /^[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*$/;

/** Whether a text is an IP address, and nothing besides. */
export const isIpAddress = (text: string): boolean => V4.test(text) || (V6.test(text) && URL.canParse(`http://[${text}]/`));
