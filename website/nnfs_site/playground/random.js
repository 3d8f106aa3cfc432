// NumPy's random numbers: the same seed gives the same draws as
// np.random.default_rng(seed) in Python, to the last digit.
//
// A rule of all these modules: a name that nnfs or NumPy has is written as it is
// there (step_decay, d_weights, standard_normal), so that the two can be read
// side by side. What Python takes by keyword comes here in one object, the last
// argument. Only names that Python does not have follow JavaScript's custom.

// Stir a seed into four words, and these into as many as are asked for.
class SeedSequence {
  constructor(entropy) {
    let constant = 0x43b0d7e5;
    function hash(value) {
      value ^= constant;
      constant = Math.imul(constant, 0x931e8875);
      value = Math.imul(value, constant);
      return value ^ (value >>> 16);
    }
    function mix(x, y) {
      const mixed = Math.imul(0xca01f9dd, x) - Math.imul(0x4973f715, y);
      return mixed ^ ((mixed >>> 0) >>> 16);
    }
    const words = [entropy, Math.floor(entropy / 2 ** 32), 0, 0];
    this.pool = Uint32Array.from(words, (word) => hash(word));
    for (let from = 0; from < 4; from++) {
      for (let to = 0; to < 4; to++) {
        if (from !== to) {
          this.pool[to] = mix(this.pool[to], hash(this.pool[from]));
        }
      }
    }
  }

  generate_state(count) {
    let constant = 0x8b51f9dd;
    return Uint32Array.from({ length: count }, (_, place) => {
      let value = this.pool[place % 4] ^ constant;
      constant = Math.imul(constant, 0x58f38ded);
      value = Math.imul(value, constant);
      return value ^ (value >>> 16);
    });
  }
}

// A number of 128 bits is eight digits to the base 65,536, the lowest first: sums
// of their products are exact in floating point, and ten times as fast as BigInt.
const BASE = 0x10000;
const MULTIPLIER = [0xf645, 0x9fcc, 0xdf64, 0x4385, 0x5da4, 0x1fc6, 0xed05, 0x2360];

// Multiply the state and add to it; of the result, give 64 bits.
class PCG64 {
  constructor(seed) {
    const words = new SeedSequence(seed).generate_state(8);
    // Of 128 bits the high half comes first, but of each half the low word.
    const number = (...places) =>
      places.flatMap((place) => [words[place] & 0xffff, words[place] >>> 16]);
    const start = number(2, 3, 0, 1);
    const stream = number(6, 7, 4, 5);
    this.increment = add(stream, stream, 1);
    this.state = new Array(8).fill(0);
    this.advance();
    this.state = add(this.state, start);
    this.advance();
    this.spare = null; // the half that next32 has left over
  }

  // state <- state * MULTIPLIER + increment, by school multiplication.
  advance() {
    const { state, increment } = this;
    const before = state.slice();
    let carry = 0;
    for (let place = 0; place < 8; place++) {
      carry += increment[place];
      for (let other = 0; other <= place; other++) {
        carry += before[other] * MULTIPLIER[place - other];
      }
      state[place] = carry & 0xffff;
      carry = Math.floor(carry / BASE);
    }
  }

  // Leave the next 64 bits in `high` and `low`.
  next64() {
    this.advance();
    const s = this.state;
    let high = (s[6] ^ s[2]) | ((s[7] ^ s[3]) << 16);
    let low = (s[4] ^ s[0]) | ((s[5] ^ s[1]) << 16);
    const turn = s[7] >>> 10;
    if (turn & 32) [high, low] = [low, high];
    const shift = turn & 31;
    // Twice, because JavaScript takes a shift by 32 for none.
    this.high = ((high >>> shift) | ((low << 1) << (31 - shift))) >>> 0;
    this.low = ((low >>> shift) | ((high << 1) << (31 - shift))) >>> 0;
  }

  next32() {
    if (this.spare !== null) {
      const spare = this.spare;
      this.spare = null;
      return spare;
    }
    this.next64();
    this.spare = this.high;
    return this.low;
  }

  next_double() {
    this.next64();
    return (this.high * 2 ** 21 + (this.low >>> 11)) / 2 ** 53;
  }
}

function add(a, b, carry = 0) {
  return a.map((digit, place) => {
    const sum = digit + b[place] + carry;
    carry = sum >>> 16;
    return sum & 0xffff;
  });
}

// The ziggurat: layers of one area that cover the bell curve. X holds the width of
// each, from the top one at 1 to the base, where the tail begins; X[0] is that of
// a box with the area of base and tail. They are
//
//   X[i] = sqrt(-2 log(area / X[i + 1] + exp(-X[i + 1]^2 / 2)))
//
// but stored, because JavaScript does not promise a logarithm's last digit.
const X = new Float64Array(
  Uint8Array.from(
    atob(
      "edkVeDtJD0DG9v3jC43LP7RbLDyvUNI/YTtEOLl81T8Mpy/o/AHYP7zQTC4MI9o/92E4L00A3D90" +
      "cnRaL6zdP8PVTC1IMt8/rbuOJzJN4D9DXQI7BfXgP3c2QZemkuE/9Rp6j6In4j+A2GM4LrXiP/WR" +
      "V8A/POM/L7GiwZ694z9Vm/+N7znkP6f+PTa7seQ/dNMaYnUl5T+WzgengJXlP+p+2c8xAuY/PXyj" +
      "YdJr5j9wBQCSotLmP6b4RtPaNuc/dyqzEK2Y5z9D9UatRfjnP3cKQ1PMVeg/mnZ7nmSx6D+Yz06p" +
      "LgvpP+oeLIJHY+k/RsU4jsm56T8sp6TczA7qP1nNd21nYuo/MBYQbq206j+cbBNtsQXrPyl6QoeE" +
      "Ves/Op9Sjjak6z8ygr8q1vHrP/NOWflwPuw/YTsypROK7D+LJnL+ydTsP0i3gA6fHu0/EB/kKZ1n" +
      "7T/DuCMAzq/tP1N28ak69+0//u3Stes97j8Ab3oz6YPuP86C+b06ye4/JmLwhOcN7z+I9thU9lHv" +
      "P67Xh55tle8/rC76fVPY7z/sNELgVg3wP5qPOfVALvA//KUWnupO8D8QoHJbVm/wPwv0cZCGj/A/" +
      "E2G8hH2v8D9/zEtmPc/wP2sIFkvI7vA/7hWVMiAO8T++DzEHRy3xP0GRjp8+TPE/HiDEvwhr8T80" +
      "2ngap4nxP4ht7lEbqPE/yyr4+GbG8T8u1OCTi+TxP5+gQJmKAvI/6cbEcmUg8j8fw+l9HT7yP/tr" +
      "qQy0W/I/f9MdZip58j8b1xnHgZbyP9ouuGK7s/I/U7jhYtjQ8j+Oqcvo2e3yP9dIbg3BCvM/MLn0" +
      "4Y4n8z+hXiZwRETzP9VSyrriYPM/algFvmp98z9ksrJv3ZnzPwM9uL87tvM/4B1WmIbS8z+DWnLe" +
      "vu7zP3Se4HHlCvQ/XXSmLfsm9D+kMDzoAEP0P13HynP3XvQ/NsNmnt969D8vj0gyupb0P11BAvaH" +
      "svQ/3BGzrEnO9D8FpjgWAOr0P2JVXu+rBfU/WosK8k0h9T9PZmrV5jz1P8iyG053WPU/eF9VDgB0" +
      "9T8UhQ7GgY/1P1kbJCP9qvU/PXN90XLG9T/TjC974+H1Pzhen8hP/fU/wx+jYLgY9j+isKLoHTT2" +
      "PwsmtwSBT/Y/cpbJV+Jq9j83MbGDQob2P7GyUCmiofY/u0Oz6AG99j9S0yhhYtj2P1T4YTHE8/Y/" +
      "62iL9ycP9z/GFGlRjir3P9zucNz3Rfc/H3PlNWVh9z9J9O/61nz3P5O9ushNmPc/CRSLPMqz9z/7" +
      "ItvzTM/3P+fec4zW6vc/H+qGpGcG+D92hsjaACL4PxWfic6iPfg/vfXRH05Z+D/FfnpvA3X4Py33" +
      "R1/DkPg/Q8AFko6s+D+cDKGrZcj4PydqRFFJ5Pg/j7VzKToA+T9HgyjcOBz5P/wK7xJGOPk/iqID" +
      "eWJU+T/u1XC7jnD5PzEqLonLjPk/v5k/kxmp+T8s2dWMecX5PxF0byvs4fk/StL6JnL++T+SNvk5" +
      "DBv6P1vIoiG7N/o/iLsLnn9U+j+kqUpyWnH6Pz0xoGRMjvo/CPGfPlar+j/O9VrNeMj6Pzazi+G0" +
      "5fo/GqHDTwsD+z9bmJrwfCD7PwAM4KAKPvs/Az3OQbVb+z8niT+5fXn7Pzz35fFkl/s/biWF22u1" +
      "+z+iwC5rk9P7P4OugZvc8fs/oBbsbEgQ/D8tevDl1y78PxwNbhOMTfw/BYfsCGZs/D8XpuvgZov8" +
      "P6uiNr2Pqvw/kNY7x+HJ/D834GgwXun8P26PizIGCf0/IO83ENso/T9HxjMV3kj9PyPx55YQaf0/" +
      "pfvX9HOJ/T9wbiCZCar9Pw5J/PjSyv0/Ny5SldHr/T8c0kn7Bg3+P/ZG6sR0Lv4/iNHBmRxQ/j8l" +
      "/pcvAHL+Pwq/KkshlP4/CG/3wIG2/j86pxB2I9n+P6nsAWEI/P4/IVPCijIf/z9tTbcPpEL/P2gB" +
      "ySBfZv8/gpeJBGaK/z+/InEYu67/P4XnL9Jg0/8/C/YYwVn4/z91oNNH1A4AQEfJjwKoIQBAqwKp" +
      "g6k0AEDH9T5O2kcAQH6zrfY7WwBAaCanI9BuAEAXLmOPmIIAQFSi6AiXlgBAxMBxdc2qAEBI1O7R" +
      "Pb8AQDA9qjTq0wBAk2URz9ToAEC2n6bv//0AQEFwIARuEwFANV27myEpAUBtCcRpHT8BQDsuYEhk" +
      "VQFA8+6dO/lrAUBhEtJ034IBQKzrTlYamgFAji9/d62xAUCUpnGpnMkBQDmu5Pvr4QFAAdniwp/6" +
      "AUCBzASdvBMCQO7Tb3pHLQJAJJyspEVHAkDgWHbHvGECQC5ZqPqyfAJAeA53zS6YAkBSCipTN7QC" +
      "QJfbljHU0AJA9XipsQ3uAkDurlbS7AsDQKOkaF57KgNAoxKuBcRJA0BAqDN60mkDQApBVpKzigNA" +
      "+oiucHWsA0CmBBezJ88DQHX0YKrb8gNA2uW5nKQXBECUXlQVmD0EQBU6p0TOZARAvEOcdWKNBEAn" +
      "Wmudc7cEQAKJzQ0l4wRAQazpU58QBUBCfjpSEUAFQBvkSqmxcQVA2Y1xi8ClBUD+0DokitwFQEwe" +
      "hs9pFgZA6moAe85TBkDD5Z++QJUGQDLiCY1r2wZANHpf8CgnB0BzBglWlXkHQIzO1vQt1AdANPIp" +
      "BQM5CEAUfKq/D6sIQJZEb5TgLglAq1dAAe7LCUBad5R43I8KQLH9eDgfmAtAM60JgrQ7DUA="
    ),
    (character) => character.charCodeAt(0),
  ).buffer,
);
const LEVELS = X.map((x, layer) => (layer ? Math.exp(-0.5 * x * x) : 1));
// Below its share of 2^52 a point lies under the curve at once.
const INSIDE = X.map((x, layer) => {
  if (layer === 1) return 0;
  return Math.floor(((layer ? X[layer - 1] : X[255]) / x) * 2 ** 52);
});

// What np.random.default_rng returns, as far as nnfs asks for it.
export class Generator {
  constructor(seed) {
    if (!Number.isSafeInteger(seed) || seed < 0) {
      throw new RangeError(`seed must be an integer from 0, but is ${seed}`);
    }
    this.bits = new PCG64(seed);
  }

  random(size) {
    return fill(size, () => this.bits.next_double());
  }

  uniform(low = 0, high = 1, size) {
    return fill(size, () => low + (high - low) * this.bits.next_double());
  }

  normal(loc = 0, scale = 1, size) {
    return fill(size, () => loc + scale * this.draw_normal());
  }

  standard_normal(size) {
    return fill(size, () => this.draw_normal());
  }

  draw_normal() {
    const { bits } = this;
    for (;;) {
      bits.next64();
      const layer = bits.low & 0xff;
      const sign = bits.low & 0x100 ? -1 : 1;
      const share = (bits.high & 0x1fffffff) * 2 ** 23 + (bits.low >>> 9);
      const x = sign * share * (X[layer] / 2 ** 52);
      if (share < INSIDE[layer]) return x;
      if (layer === 0) {
        for (;;) {
          const beyond = -Math.log1p(-bits.next_double()) / X[255];
          const height = -Math.log1p(-bits.next_double());
          if (2 * height > beyond * beyond) {
            const side = share & 0x100 ? -1 : 1; // another bit than the sign
            return side * (X[255] + beyond);
          }
        }
      }
      const rise = LEVELS[layer - 1] - LEVELS[layer];
      if (rise * bits.next_double() + LEVELS[layer] < Math.exp(-0.5 * x * x)) {
        return x;
      }
    }
  }

  // Integers from `low` up to, but without, `high`.
  integers(low, high, size) {
    if (high === undefined) [low, high] = [0, low];
    if (!(high > low) || high - low > 2 ** 32) {
      throw new RangeError(`no integers, or too many, from ${low} to ${high}`);
    }
    return fill(size, () => low + this.below(high - low));
  }

  // An integer below `count`: the high half of a product of 64 bits. Of the low
  // halves the first few are refused, so that all results are equally likely.
  below(count) {
    if (count === 1) return 0;
    if (count === 2 ** 32) return this.bits.next32();
    for (;;) {
      const draw = this.bits.next32();
      const low = Math.imul(draw, count) >>> 0;
      if (low >= count || low >= (2 ** 32 - count) % count) {
        const part = (draw & 0xffff) * count; // in two parts, each exact
        return Math.floor(((draw >>> 16) * count + part / BASE) / BASE);
      }
    }
  }

  // An integer up to `last`: NumPy's shuffle draws as many bits as `last` has, again
  // and again until they are small enough.
  interval(last) {
    const mask = 2 ** (32 - Math.clz32(last)) - 1;
    for (;;) {
      const draw = (this.bits.next32() & mask) >>> 0;
      if (draw <= last) return draw;
    }
  }

  // 0 to n - 1 in random order.
  permutation(n) {
    return this.shuffle(Int32Array.from({ length: n }, (_, place) => place));
  }

  // Put an array in random order, in place.
  shuffle(array) {
    for (let last = array.length - 1; last > 0; last--) {
      const other = this.interval(last);
      [array[last], array[other]] = [array[other], array[last]];
    }
    return array;
  }
}

// One draw, or an array of `size`.
function fill(size, draw) {
  return size === undefined ? draw() : Float64Array.from({ length: size }, draw);
}
