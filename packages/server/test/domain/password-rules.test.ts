import { describe, expect, it } from "vitest";
import { findPasswordProblem } from "../../src/domain/people/password-rules.ts";

const ADA = { name: "Ada Lovelace", email: "ada.byron@example.com" };

describe("the rules for passwords", () => {
  it.each([
    "password1234",
    "Password123!",
    "P@ssw0rd-1234",
    "qwertyuiop12",
    "1q2w3e4r5t6y".replaceAll(/[1-6]/g, ""),
    "123456789012",
    "abcdefghijkl",
    "iloveyou2026",
    "letmein letmein",
    "adminadmin12",
    "Celitech-2026",
    "summer2026summer",
    "correct horse battery staple",
    "zxcvbnm,./12",
    "ｐａｓｓｗｏｒｄ１２３４",
  ])("refuses %s, which is among the first that are guessed", (password) => {
    expect(findPasswordProblem(password, ADA)).toContain("among the first that are guessed");
  });

  it.each(["aaaaaaaaaaaa", "abababababab", "xyzxyzxyzxyz", "............"])(
    "refuses %s, a few characters again and again",
    (password) => {
      expect(findPasswordProblem(password, ADA)).toContain("repeats a few characters");
    },
  );

  it.each(["Lovelace2026!", "ada.lovelace1", "AdaByron-Ada1", "example.com1!", "L0velace-Ada!"])(
    "refuses %s, which is made of what is known of its user",
    (password) => {
      expect(findPasswordProblem(password, ADA)).toContain("your name or e-mail address");
    },
  );

  it.each([
    "kettle-orbit-vivid",
    "xk7Qp2mVz9Lw",
    "Tr0ub4dor&3x",
    "пароль-волна-тигр",
    "lovelace wrote the first program",
    "日本語の長い合言葉はどう",
  ])("takes %s", (password) => {
    expect(findPasswordProblem(password, ADA)).toBeUndefined();
  });

  it("answers at once, however long and odd the password is", () => {
    const started = performance.now();
    for (const password of ["a1".repeat(500), "abc".repeat(333), "qwerty".repeat(166), "x".repeat(1_000)])
      findPasswordProblem(password, ADA);
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
