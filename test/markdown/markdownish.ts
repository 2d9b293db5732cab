import fc from 'fast-check'

/** Pieces that mean something to markdown, to HTML or to a browser's address bar. */
const PIECES =
  '* ** *** _ __ ~ ~~ ` `` ``` ~~~ [ ] ( ) ]( ][ ![ []( <> < > </ /> <!-- --> <? ?> <![CDATA[ ]]> <b> </b> <a <a> <script> </script> <img <svg/onload= <div> <pre> # ## #a #1 - + 1. 2) > >> | |-| :-: --- === \\ & &lt; &#x3c; &colon; " \' = : ; @ a b é я 日 😀 x@y.zz www.a.bc http://a.b https:// javascript: JAVASCRIPT: data: vbscript: mailto: tel: //a.b [a]: [x] ![a](b) [a](http://b.c) alert(1) onerror= onclick="x" style=' +
  ' \u200b \u202e \ufeff \x01 \x0b \x0c \x7f \0 \ud800 \udfff \u00a0'

const SPACES = [' ', '  ', '    ', '\n', '\n\n', '\n    ', '\t', '\r\n', '\r']

const piece = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...PIECES.split(' ')) },
  { weight: 3, arbitrary: fc.constantFrom(...SPACES) },
  { weight: 1, arbitrary: fc.string({ maxLength: 4, unit: 'binary' }) },
)

/** Strings that a markdown lexer has to work on. */
export const markdownish = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''))

/** Strings that mostly look like what people type: words and now and then something special. */
export const chatty = fc
  .array(
    fc.oneof(
      {
        weight: 5,
        arbitrary: fc.constantFrom('hello', 'you,', "it's", 'a-b', '5', '1,5 km', '(ok)', 'Да.', '😀', '!', '\n', ' '),
      },
      { weight: 1, arbitrary: piece },
    ),
    { maxLength: 16 },
  )
  .map((pieces) => pieces.join(' '))
