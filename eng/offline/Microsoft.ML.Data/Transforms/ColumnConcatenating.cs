using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;
using static Microsoft.ML.SchemaShape.Column;

[assembly: LoadableClass(typeof(ColumnConcatenatingTransformer), null, typeof(SignatureLoadModel), "Concat Transform", ColumnConcatenatingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms
{
    /// <summary>Mirrors joining columns of one item type into a vector. Keys are refused.</summary>
    public sealed class ColumnConcatenatingEstimator : IEstimator<ColumnConcatenatingTransformer>
    {
        private readonly IHost _host;
        private readonly string _output;
        private readonly string[] _inputs;

        internal ColumnConcatenatingEstimator(IHostEnvironment env, string outputColumnName, string[] inputColumnNames)
        {
            _host = env.Register(nameof(ColumnConcatenatingEstimator));
            _host.CheckNonEmpty(outputColumnName, nameof(outputColumnName));
            _host.CheckValue(inputColumnNames, nameof(inputColumnNames));
            _host.CheckParam(inputColumnNames.Length > 0, nameof(inputColumnNames), "Input columns not specified");
            _host.CheckParam(!inputColumnNames.Any(string.IsNullOrEmpty), nameof(inputColumnNames), "Contained some null or empty items");
            (_output, _inputs) = (outputColumnName, inputColumnNames);
        }

        public ColumnConcatenatingTransformer Fit(IDataView input)
        {
            _host.CheckValue(input, nameof(input));
            return new ColumnConcatenatingTransformer(_host, _output, _inputs);
        }

        public SchemaShape GetOutputSchema(SchemaShape inputSchema)
        {
            _host.CheckValue(inputSchema, nameof(inputSchema));
            SchemaShape.Column[] inputs = [.. _inputs.Select(name => inputSchema.TryFindColumn(name, out SchemaShape.Column column)
                ? column
                : throw _host.ExceptSchemaMismatch(nameof(inputSchema), "input", name))];
            foreach (SchemaShape.Column input in inputs)
            {
                _host.Check(!input.IsKey, $"Column '{input.Name}' is key. Concatenation of keys is unsupported.");
                _host.Check(input.ItemType.Equals(inputs[0].ItemType),
                    $"Concatenated columns should have the same type. Column '{input.Name}' has type of {input.ItemType}, but expected column type is {inputs[0].ItemType}.");
            }

            var annotations = new List<SchemaShape.Column>();
            if (inputs.All(c => c.Annotations.TryFindColumn(AnnotationKinds.IsNormalized, out _)))
            {
                annotations.Add(new(AnnotationKinds.IsNormalized, VectorKind.Scalar, BooleanDataViewType.Instance, false));
            }

            if (inputs.Any(c => c.Kind == VectorKind.Scalar || (c.Kind == VectorKind.Vector && c.Annotations.TryFindColumn(AnnotationKinds.SlotNames, out _))))
            {
                annotations.Add(AnnotationKinds.TextVectorShape(AnnotationKinds.SlotNames));
            }

            VectorKind kind = inputs.Any(c => c.Kind == VectorKind.VariableVector) ? VectorKind.VariableVector : VectorKind.Vector;
            var columns = inputSchema.ToDictionary(c => c.Name);
            columns[_output] = new(_output, kind, inputs[0].ItemType, false, new SchemaShape(annotations));
            return new SchemaShape(columns.Values);
        }
    }
}

namespace Microsoft.ML.Data
{
    /// <summary>
    /// Mirrors the transformer. Slot names are the scalar columns' names and the vectors' own ones behind their column's name; a
    /// single vector is passed on as it is.
    /// </summary>
    public sealed class ColumnConcatenatingTransformer : RowToRowTransformerBase
    {
        internal const string LoaderSignature = "ConcatTransform";
        private readonly string _output;
        private readonly string[] _inputs;

        internal ColumnConcatenatingTransformer(IHostEnvironment env, string output, string[] inputs) : base(env.Register(nameof(ColumnConcatenatingTransformer)))
            => (_output, _inputs) = (output, inputs);

        private static VersionInfo Version
            => VersionInfo.BuiltIn("CONCAT F", 0x00010003, 0x00010003, 0x00010003, LoaderSignature, typeof(ColumnConcatenatingTransformer), "ConcatFunction");

        private protected override RowBinding Bind(DataViewSchema inputSchema)
        {
            DataViewSchema.Column[] inputs = [.. _inputs.Select(name => inputSchema.GetColumnOrNull(name) ?? throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", name))];
            DataViewType item = inputs[0].Type.ItemType();
            foreach (DataViewSchema.Column input in inputs.Where(c => !c.Type.ItemType().Equals(item)))
            {
                throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", input.Name, item.ToString(), input.Type.ToString());
            }

            int size = inputs.Any(c => c.Type.ValueCount() == 0) ? 0 : inputs.Sum(c => c.Type.ValueCount());
            DataViewSchema.DetachedColumn output = inputs is [{ Type: VectorDataViewType }]
                ? new(_output, inputs[0].Type, inputs[0].Annotations)
                : new(_output, new VectorDataViewType((PrimitiveDataViewType)item, size), Annotations(inputs, item, size));
            return new ColumnwiseBinding(inputSchema, [new(output, [.. inputs.Select(c => c.Index)], row =>
                (Delegate)Generic.Call(typeof(ColumnConcatenatingTransformer), nameof(Getter), [item.RawType], row, inputs))]);
        }

        private protected override void SaveModel(ModelSaveContext ctx)
        {
            ctx.CheckAtModel();
            ctx.SetVersionInfo(Version);
            ctx.Writer.Write(1);   // how many output columns
            ctx.SaveNonEmptyString(_output);
            ctx.Writer.Write(_inputs.Length);
            foreach (string input in _inputs)
            {
                ctx.SaveNonEmptyString(input);
                ctx.SaveStringOrNull(null);   // no other name for the slots
            }
        }

        private static DataViewSchema.Annotations Annotations(DataViewSchema.Column[] inputs, DataViewType item, int size)
        {
            var annotations = new DataViewSchema.Annotations.Builder();
            if (item is NumberDataViewType && inputs.All(c => c.IsNormalized()))
            {
                annotations.AddPrimitiveValue(AnnotationKinds.IsNormalized, BooleanDataViewType.Instance, true);
            }

            if (size > 0 && inputs.Any(c => c.Type is not VectorDataViewType || c.HasSlotNames()))
            {
                ReadOnlyMemory<char>[] names = [.. inputs.SelectMany(SlotNames)];
                VBuffer<ReadOnlyMemory<char>> vector = new(size, names);
                VectorForm.Compact(ref vector, (size / 2) - 1);
                annotations.Add(AnnotationKinds.SlotNames, new VectorDataViewType(TextDataViewType.Instance, size),
                    (ref VBuffer<ReadOnlyMemory<char>> target) => vector.CopyTo(ref target));
            }

            return annotations.ToAnnotations();
        }

        private static IEnumerable<ReadOnlyMemory<char>> SlotNames(DataViewSchema.Column input)
        {
            if (input.Type is not VectorDataViewType vector)
            {
                return [input.Name.AsMemory()];
            }

            VBuffer<ReadOnlyMemory<char>> own = default;
            if (!input.HasSlotNames())
            {
                return new ReadOnlyMemory<char>[vector.Size];
            }

            input.GetSlotNames(ref own);
            return own.DenseValues().Select(name => name.IsEmpty ? default : $"{input.Name}.{name}".AsMemory());
        }

        private static ValueGetter<VBuffer<T>> Getter<T>(DataViewRow row, DataViewSchema.Column[] inputs)
        {
            Action<List<(int, T)>, Counter>[] readers = [.. inputs.Select(c => c.Type is VectorDataViewType vector ? VectorReader<T>(row, c, vector.Size) : ScalarReader<T>(row, c))];
            var stored = new List<(int Index, T Value)>();
            return (ref VBuffer<T> target) =>
            {
                stored.Clear();
                var counter = new Counter();
                foreach (Action<List<(int, T)>, Counter> read in readers)
                {
                    read(stored, counter);
                }

                bool sparse = stored.Count <= counter.Length / 2 && stored.Count < counter.Length;
                var editor = VBufferEditor.Create(ref target, counter.Length, sparse ? stored.Count : counter.Length);
                if (!sparse)
                {
                    editor.Values.Clear();
                }

                for (int i = 0; i < stored.Count; i++)
                {
                    editor.Values[sparse ? i : stored[i].Index] = stored[i].Value;
                    if (sparse)
                    {
                        editor.Indices[i] = stored[i].Index;
                    }
                }

                target = editor.Commit();
            };
        }

        private static Action<List<(int, T)>, Counter> ScalarReader<T>(DataViewRow row, DataViewSchema.Column column)
        {
            ValueGetter<T> getter = row.GetGetter<T>(row.Schema[column.Index]);
            T value = default;
            return (stored, counter) =>
            {
                getter(ref value);
                stored.Add((counter.Length++, value));
            };
        }

        private static Action<List<(int, T)>, Counter> VectorReader<T>(DataViewRow row, DataViewSchema.Column column, int size)
        {
            ValueGetter<VBuffer<T>> getter = row.GetGetter<VBuffer<T>>(row.Schema[column.Index]);
            VBuffer<T> vector = default;
            return (stored, counter) =>
            {
                getter(ref vector);
                VectorForm.CheckLength(column, size, vector.Length);
                stored.AddRange(vector.Items().Select(item => (counter.Length + item.Key, item.Value)));
                counter.Length += vector.Length;
            };
        }

        private static ColumnConcatenatingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
        {
            ctx.CheckAtModel(Version);
            env.CheckDecode(ctx.Reader.ReadInt32() == 1, "The stand-in reads concatenations with one output column only.");
            string output = ctx.LoadNonEmptyString();
            var inputs = new string[ctx.Reader.ReadInt32()];
            for (int i = 0; i < inputs.Length; i++)
            {
                inputs[i] = ctx.LoadNonEmptyString();
                env.CheckDecode(ctx.LoadStringOrNull() is null, "The stand-in reads concatenations without aliases only.");
            }

            return new ColumnConcatenatingTransformer(env, output, inputs);
        }

        private sealed class Counter
        {
            public int Length { get; set; }
        }
    }
}
