"""Texts of some languages: their definitions, each without words and body."""

LANGUAGES = [
    (
        "python",
        '''
            import os

            LIMIT = 3

            # What it takes.
            @wraps(os)
            def take(one,
                     two):
                """Takes."""
                return one

            class Box(Base):
                """A box."""
                size: int = 0

                @property
                def open(self):
                    return self.size
            ''',
        [
            ("LIMIT", "LIMIT = 3\n"),
            ("take", "@wraps(os)\ndef take(one,\n         two):\n"),
            ("Box", "class Box(Base):\n"),
            ("size", "    size: int = 0\n"),
            ("open", "    @property\n    def open(self):\n"),
        ],
    ),
    (
        "go",
        """
            package box

            import "fmt"

            // Limit of a box.
            const (
            \tLimit = 3
            \tLeast = 1
            )

            func (b *Box) Open(by int) error {
            \treturn fmt.Errorf("no")
            }
            """,
        [
            ("Limit Least", "const (\n\tLimit = 3\n\tLeast = 1\n)\n"),
            ("Open", "func (b *Box) Open(by int) error {\n}\n"),
        ],
    ),
    (
        "java",
        """
            package a;
            import b.C;
            /** A box. */
            public class Box<T> extends C {
              private int size = 0;
              /** Opens. */
              @Override
              public int open(int by) {
                return size;
              }
            }
            """,
        [
            ("Box", "public class Box<T> extends C {\n}\n"),
            ("size", "  private int size = 0;\n"),
            ("open", "  @Override\n  public int open(int by) {\n  }\n"),
        ],
    ),
    (
        "rust",
        """
            use a::b;
            #[derive(Debug)]
            pub struct Box<T> {
                size: usize,
            }
            impl<T> Open for Box<T> {
                fn open(&self) -> usize {
                    self.size
                }
            }
            """,
        [
            ("Box", "pub struct Box<T> {\n}\n"),
            ("size", "    size: usize,\n"),
            ("Box", "impl<T> Open for Box<T> {\n}\n"),
            ("open", "    fn open(&self) -> usize {\n    }\n"),
        ],
    ),
    (
        "typescript",
        """
            import {a} from './a';
            export const open = (by: number): number => {
              return by;
            };
            export default class Box {
              size = 0;
              close(): void {
                this.size = 1;
              }
            }
            export interface Shape { area: number }
            """,
        [
            ("open", "export const open = (by: number): number => {\n};\n"),
            ("Box", "export default class Box {\n}\n"),
            ("size", "  size = 0;\n"),
            ("close", "  close(): void {\n  }\n"),
            ("Shape", "export interface Shape { area: number }\n"),
        ],
    ),
    (
        "csharp",
        """
            using System;
            namespace A
            {
                public class Box
                {
                    public int Open(int by)
                    {
                        return by;
                    }
                }
            }
            """,
        [
            ("Box", "    public class Box\n    {\n    }\n"),
            ("Open", "        public int Open(int by)\n        {\n        }\n"),
        ],
    ),
    (
        "c",
        """
            #include "a.h"
            #ifndef BOX
            #define BOX 1
            /* Opens. */
            static int *open_box(struct box *it)
            {
                return it->size;
            }
            struct box { int size; };
            #endif
            """,
        [
            ("BOX", "#define BOX 1\n"),
            ("open_box", "static int *open_box(struct box *it)\n{\n}\n"),
            ("box", "struct box { int size; };\n"),
        ],
    ),
    (
        "ruby",
        """
            require 'set'
            class Box < Base
              # Opens.
              def open(by)
                @size = by
              end
            end
            """,
        [("Box", "class Box < Base\nend\n"), ("open", "  def open(by)\n  end\n")],
    ),
    (
        "php",
        """
            <?php
            namespace A;
            use B\\C;
            final class Box extends C
            {
                public function open(int $by): int
                {
                    return $by;
                }
            }
            """,
        [
            ("Box", "final class Box extends C\n{\n}\n"),
            ("open", "    public function open(int $by): int\n    {\n    }\n"),
        ],
    ),
    (
        "kotlin",
        """
            package a
            import b.C
            class Box(val size: Int) : C() {
              override fun open(by: Int): Int {
                return by
              }
            }
            fun Box.close() = size
            """,
        [
            ("Box", "class Box(val size: Int) : C() {\n}\n"),
            ("open", "  override fun open(by: Int): Int {\n  }\n"),
            ("close", "fun Box.close() = size\n"),
        ],
    ),
    (
        "cpp",
        """
            namespace a {
            template <typename T>
            class Box : public Base {
             public:
              int size() const {
                return 0;
              }
            };
            int Box<int>::open(int by) {
              return by;
            }
            }
            """,
        [
            ("Box", "template <typename T>\nclass Box : public Base {\n};\n"),
            ("size", "  int size() const {\n  }\n"),
            ("open", "int Box<int>::open(int by) {\n}\n"),
        ],
    ),
]
