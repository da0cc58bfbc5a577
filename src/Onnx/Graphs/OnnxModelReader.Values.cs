namespace LanguageModeling.Graphs;

/// <content>Names, types and shapes of inputs and outputs.</content>
internal sealed partial class OnnxModelReader
{
    private OnnxValue ReadValue(long end)
    {
        string name = "";
        OnnxType type = OnnxType.Undefined;
        List<OnnxDim>? dims = null;
        while (_reader.Next(end))
        {
            switch (_reader.Field)
            {
                case 1:
                    name = _reader.ReadString(end);
                    break;
                case 2:
                    (type, dims) = ReadType(_reader.ReadEnd(end));
                    break;
                default:
                    _reader.Skip(end);
                    break;
            }
        }

        return new OnnxValue(name, type, dims);
    }

    // TypeProto { tensor_type = 1 { elem_type = 1, shape = 2 { dim = 1 { dim_value = 1 | dim_param = 2 } } } }
    private (OnnxType Type, List<OnnxDim>? Dims) ReadType(long end)
    {
        OnnxType type = OnnxType.Undefined;
        List<OnnxDim>? dims = null;
        while (_reader.Next(end))
        {
            if (_reader.Field != 1)
            {
                _reader.Skip(end);
                continue;
            }

            for (long tensorEnd = _reader.ReadEnd(end); _reader.Next(tensorEnd);)
            {
                switch (_reader.Field)
                {
                    case 1:
                        type = (OnnxType)_reader.ReadInt32();
                        break;
                    case 2:
                        dims = ReadShape(_reader.ReadEnd(tensorEnd));
                        break;
                    default:
                        _reader.Skip(tensorEnd);
                        break;
                }
            }
        }

        return (type, dims);
    }

    private List<OnnxDim> ReadShape(long end)
    {
        List<OnnxDim> dims = [];
        while (_reader.Next(end))
        {
            if (_reader.Field != 1)
            {
                _reader.Skip(end);
                continue;
            }

            OnnxDim dim = "";
            for (long dimEnd = _reader.ReadEnd(end); _reader.Next(dimEnd);)
            {
                switch (_reader.Field)
                {
                    case 1:
                        dim = _reader.ReadInt64();
                        break;
                    case 2:
                        dim = _reader.ReadString(dimEnd);
                        break;
                    default:
                        _reader.Skip(dimEnd);
                        break;
                }
            }

            dims.Add(dim);
        }

        return dims;
    }
}
