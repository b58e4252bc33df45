// Reads amounts as people write them: 250,000, 25万, 2.5亿, 二十五万, 250k. The build reads the same
// (build/prospectus/model/values/written_amount.py and calculator_input.py). A value is a whole number of millionths.
const readAmount = (() => {
  const ONE = 10n ** 20n; // the unit of exact values while an amount is read
  const SCALES = { k: 3n, thousand: 3n, m: 6n, mn: 6n, million: 6n, bn: 9n, billion: 9n };
  const DIGITS = { 一: 1n, 二: 2n, 两: 2n, 兩: 2n, 三: 3n, 四: 4n, 五: 5n, 六: 6n, 七: 7n, 八: 8n, 九: 9n };
  const LARGE = [[10n ** 8n, /[亿億]/], [10n ** 4n, /[万萬]/], [1n, /(?!)/]];
  const ARABIC = String.raw`(?:[0-9]{1,3}(?:[, ][0-9]{3})+|[0-9]+)(?:\.[0-9]+)?`;
  const NUMBER = `(?:${ARABIC}|[一二两兩三四五六七八九])`;
  const PART = `零?(?:(${NUMBER})千)?零?(?:(${NUMBER})百)?零?(?:(${NUMBER})?(十))?零?(${NUMBER})?`;
  const ENGLISH = new RegExp(`^(${ARABIC})(thousand|billion|million|mn|bn|k|m)$`);
  const CHINESE = new RegExp(`^(?:${PART}[亿億])?(?:${PART}[万萬])?${PART}$`);
  const COLLOQUIAL = /[百千万萬亿億][一二两兩三四五六七八九0-9]$/;
  const MONEY = /^([-−]?) ?(?:[¥￥]|rmb|cny|人民币)? ?([-−]?)(.*?)(?:元整?|圆整?| ?yuan| ?rmb| ?cny)?$/i;
  const LOTS = /^([-−]?)()(.*?)(?:手| ?lots?)?$/i;

  class Refused extends Error {}
  const refuse = (reason) => {
    throw new Refused(reason);
  };
  const exact = (number) => {
    if (DIGITS[number]) return DIGITS[number] * ONE;
    const [whole, decimals = ""] = number.replace(/[, ]/g, "").split(".");
    return decimals.length > 20 ? 1n : BigInt(whole + decimals.padEnd(20, "0"));
  };
  const valueOfPart = ([thousands, hundreds, tens, ten, ones]) => {
    const numbers = [[thousands, 1000n], [hundreds, 100n], [tens || (ten && "1"), 10n], [ones, 1n]].filter(([number]) => number);
    return numbers.length ? numbers.reduce((sum, [number, unit]) => sum + exact(number) * unit, 0n) : null;
  };
  // Null where a unit has no number, or a part reaches the unit before it.
  const sumOfParts = (parts, text) => {
    let [total, limit] = [0n, null];
    for (const [at, [unit, mark]] of LARGE.entries()) {
      const value = parts[at] ?? 0n;
      const marked = mark.test(text);
      if ((marked && !value) || (limit !== null && value * unit >= limit)) return null;
      total += value * unit;
      if (marked) limit = unit * ONE;
    }
    return total;
  };
  const amount = (text) => {
    const digit = (character = "") => /^[0-9]$/.test(character);
    const spaced = text.replace(/ /g, (space, at) => (digit(text[at - 1]) && digit(text[at + 1]) ? space : ""));
    const compact = spaced.replaceAll("〇", "零");
    const english = ENGLISH.exec(compact.toLowerCase());
    if (english) return exact(english[1]) * 10n ** SCALES[english[2]];
    const chinese = CHINESE.exec(compact);
    if (!chinese || !compact || COLLOQUIAL.test(compact)) return null;
    return sumOfParts([1, 6, 11].map((start) => valueOfPart(chinese.slice(start, start + 5))), compact);
  };
  const plain = (typed) => typed.normalize("NFKC").replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, "") || refuse("empty");
  const read = (typed, { decimals, positive, digits, lots }) => {
    const match = (lots ? LOTS : MONEY).exec(plain(typed));
    const value = match ? amount(match[3]) : null;
    if (value === null) refuse("figure");
    if (match[1] || match[2]) refuse("negative");
    if (value % (ONE / 10n ** BigInt(decimals))) refuse(decimals ? "decimals" : "whole");
    if (value >= ONE * 10n ** BigInt(digits)) refuse("huge");
    return positive && !value ? refuse("zero") : value / (ONE / 1000000n);
  };
  return Object.assign(read, { Refused, refuse, plain });
})();
